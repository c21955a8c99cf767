/** What a person or a script needs to know of an error besides its message. */
export interface MlErrorOptions {
  /** Stable, documented code such as `MAP_ACCOUNT_MISSING`. */
  readonly code: string
  /** What to do next, as one sentence. */
  readonly hint?: string
  readonly cause?: unknown
  /** Facts that help: names, ids, statuses. Never a secret, never bank or personal data. */
  readonly context?: Readonly<Record<string, string | number | boolean | null | undefined>>
  readonly retryAfterMs?: number
}

/** Every error that this program throws on purpose; the subclasses say what the engine does next. */
export abstract class MlError extends Error {
  readonly code: string
  readonly hint: string | undefined
  readonly context: Readonly<Record<string, string | number | boolean | null | undefined>>
  readonly retryAfterMs: number | undefined
  /** Exit code of the process when nothing else decides. */
  abstract readonly exitCode: number
  readonly retryable: boolean = false

  constructor(message: string, options: MlErrorOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = new.target.name
    this.code = options.code
    this.hint = options.hint
    this.context = options.context ?? {}
    this.retryAfterMs = options.retryAfterMs
  }

  /** oclif reads its exit code here. */
  get oclif(): { exit: number } {
    return { exit: this.exitCode }
  }
}

/** The caller can fix it: settings, a flag, an unknown route, a changed far side. Exit 2. */
export class UsageError extends MlError {
  readonly exitCode = 2
}

/** Another command is writing to the same state folder. Exit 6. */
export class LockedError extends MlError {
  readonly exitCode = 6
  override readonly retryable = true
}

/** A bound that the user set would be passed; nothing was sent. Exit 4. */
export class GuardError extends MlError {
  readonly exitCode = 4
}

/** Nothing was written; the same request may be made again later. Exit 7 when it ends the run. */
export class RetryableError extends MlError {
  readonly exitCode = 7
  override readonly retryable = true
}

/** The journal was posted, removed or filled by someone: what it does not hold yet goes into another one. */
export class ContainerClosedError extends RetryableError {}

/** It may have been written: ask the target before anything is sent again. Exit 5. */
export class UncertainWriteError extends MlError {
  readonly exitCode = 5
}

/** This document stops here, the run goes on. Exit 3. */
export class ParkableError extends MlError {
  readonly exitCode = 3
}

/** Credentials are missing, wrong or expired: this connection stops. Exit 8. */
export class CredentialError extends MlError {
  readonly exitCode = 8
}

/** A vendor's answer does not have the shape that its contract says: this connection stops. Exit 11. */
export class WireError extends MlError {
  readonly exitCode = 11
}

/** The trail does not verify, or ends before its anchor. Exit 10. */
export class TrailError extends MlError {
  readonly exitCode = 10
}

/** SIGINT or SIGTERM came before there was a result to give. Exit 130 or 143, as a shell counts signals. */
export class InterruptedError extends MlError {
  readonly exitCode: number

  constructor(signal: 'SIGINT' | 'SIGTERM') {
    super(`stopped by ${signal}`, {
      code: 'INTERRUPTED',
      hint: 'Run the same command again to go on.',
    })
    this.exitCode = signal === 'SIGINT' ? 130 : 143
  }
}

/** A rule of our own broke: the program has a defect; nothing more is written. Exit 1. */
export class DefectError extends MlError {
  readonly exitCode = 1
}
