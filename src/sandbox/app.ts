/** One HTTP request as a sandbox server sees it. Header names are lower-case. */
export interface SandboxRequest {
  readonly method: string
  /** Path without the query, still percent-encoded: `/data/VendorInvoiceHeaders(dataAreaId='usmf')`. */
  readonly path: string
  /** Query without the `?`, still percent-encoded. */
  readonly query: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

/** Header that marks a commit that lands late: no call of the client's any more, so no breach of its either. */
export const lateHeader = 'x-sandbox-late'

/** Header that marks a request that left before its sender could know of a pause or of a refusal: it breaks neither. */
export const unawareHeader = 'x-sandbox-unaware'

/** Whether the request is a commit that lands late. */
export const isLate = ({ headers }: SandboxRequest): boolean => headers[lateHeader] !== undefined

/** Whether its sender could not yet know of a pause or of a refusal. */
export const isUnaware = (request: SandboxRequest): boolean => isLate(request) || request.headers[unawareHeader] !== undefined

/** The answer; `headers` names are sent as written. */
export interface SandboxResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Buffer
}

/** What the caller gets: an answer, a connection that breaks, or silence. */
export type SandboxReply =
  | { readonly kind: 'response'; readonly response: SandboxResponse }
  | { readonly kind: 'reset' }
  | { readonly kind: 'silence' }

/** A breach of the vendor's contract by the client, recorded and never thrown. */
export interface Violation {
  readonly rule: string
  readonly detail: string
  readonly request: string
}

/** One vendor's system, stateful, without a socket: tests call it in process, `listen` puts it on loopback. */
export interface SandboxApp {
  readonly name: string
  handle(request: SandboxRequest): SandboxResponse
  /** Every breach of the contract seen so far, oldest first. */
  readonly violations: readonly Violation[]
}
