/** What the simulated vendors of a benchmark are started with. */
export interface FarSideOptions {
  readonly bills: number
  readonly latencyMs: number
  /** Folder that gets settings and mapping tables. */
  readonly folder: string
  /** Routes are given this concurrency. */
  readonly concurrency: number
  readonly seed: number
}

/** One request as the far side saw it; milliseconds on its own clock. */
export interface SeenRequest {
  readonly system: 'd365' | 'airbase'
  readonly method: string
  readonly beganAt: number
  readonly endedAt: number
}

/** What the far side can be asked for. */
export interface FarSideCommands {
  /** Starts the vendors; answers the mapping table to import. */
  start: { args: FarSideOptions; result: { readonly mapping: string; readonly d365: string } }
  /** Requests since the last call of it. */
  seen: { args: null; result: readonly SeenRequest[] }
  /** From now on every exchange is kept. */
  record: { args: null; result: null }
  /** Writes the kept requests to a file and serves their answers on a port of its own; answers how many. */
  replay: { args: { readonly file: string }; result: { readonly requests: number; readonly bytes: number } }
  /** People in D365 post everything. */
  book: { args: null; result: null }
  /** More approved bills. */
  add: { args: { readonly bills: number }; result: null }
}

export type CommandName = keyof FarSideCommands
export type Ask = { [Name in CommandName]: { readonly id: number; readonly name: Name; readonly args: FarSideCommands[Name]['args'] } }[CommandName]
export type Answer = { readonly id: number; readonly result: unknown } | { readonly id: number; readonly error: string }

/** One request of the bare loop, a line of its file. */
export interface ReplayRequest {
  readonly url: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
}
