/** One request as it goes on the wire. */
export interface TransportRequest {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Buffer | null
  readonly headersTimeoutMs: number
  readonly bodyTimeoutMs: number
  readonly bodyBytesMax: number
  readonly signal?: AbortSignal
}

/** The whole answer. Header names are lower-case; of a repeated header the last one counts. */
export interface TransportResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

/**
 * Where a request broke. `connect`: no byte of it left this machine. `sent`: it may have been received.
 * `too-large`: the answer passed `bodyBytesMax`.
 */
export type FaultPhase = 'connect' | 'sent' | 'too-large'

/** A request that got no whole answer. */
export class TransportFault extends Error {
  readonly phase: FaultPhase
  readonly code: string

  constructor(phase: FaultPhase, code: string, cause?: unknown) {
    super(`${code} (${phase})`, cause === undefined ? undefined : { cause })
    this.name = 'TransportFault'
    this.phase = phase
    this.code = code
  }
}

/** Moves bytes: undici in the program, a sandbox called in process in the simulation. */
export type Transport = (request: TransportRequest) => Promise<TransportResponse>
