import type { Clock } from '../../lib/clock.ts'
import type { Random } from '../../lib/random.ts'
import type { AirbaseSeed } from './records.ts'

/** An API key and the number that the vendor shows in `X-Airbase-Auth-Token-Id`. */
export interface AirbaseToken {
  readonly key: string
  readonly id: number
}

/** How the list of entries is ordered: as they came, anew at each first page, or anew at each request. */
export type ListOrder = 'insertion' | 'per-listing' | 'per-request'

/** What `pagination.next` holds when there is a further page. */
export type NextStyle = 'null' | 'absolute' | 'path' | 'number'

/** Whether the general ledger has been set up: `repeatable` allows a session at any time. */
export type OnboardingState = 'open' | 'finished' | 'repeatable'

/** Settings of one simulated Airbase tenant. */
export interface AirbaseOptions {
  readonly seed: AirbaseSeed
  readonly clock: Clock
  readonly random: Random
  readonly tokens?: readonly AirbaseToken[]
  readonly scheme?: 'Token' | 'Bearer'
  readonly prefix?: string
  readonly pageSizeDefault?: number
  readonly pageSizeMax?: number
  readonly nextStyle?: NextStyle
  readonly order?: ListOrder
  readonly rateLimit?: Partial<RateOptions>
  readonly releaseVersion?: string
  /** What a report of an entry is answered with: the entry, or nothing. */
  readonly patchAnswer?: 'entry' | 'empty' | 'no-content'
  /** Calls that were on the way when a token was refused are no repetition of it. */
  readonly refusalGraceMs?: number
  /** The status of an entry that failed in the ERP; null when the tenant has no such status. */
  readonly errorStatus?: string | null
  readonly onboarding?: OnboardingState
  /** Refuse reference writes outside a session while onboarding is open; off, they are only recorded. */
  readonly requireSession?: boolean
  /** Account types that are accepted; any when left out, the vocabulary is not public. */
  readonly accountTypes?: readonly string[]
  /** An edit of a finished entry puts it back into the queue. */
  readonly requeueOnEdit?: boolean
  readonly requestLogMax?: number
  readonly violationsMax?: number
}

/** How many calls are allowed in how much time, and what a refusal says. */
export interface RateOptions {
  readonly limit: number
  readonly windowMs: number
  /** Without `Retry-After`, a client that was refused leaves the vendor alone for at least so long. */
  readonly pauseMinMs: number
  /** Send `Retry-After` with a 429; the vendor was never seen to. */
  readonly retryAfter: boolean
  /** Calls that were on the way when the pause began are not a breach. */
  readonly pauseGraceMs: number
}

/** All settings with their defaults filled in. */
export interface AirbaseSettings extends Required<Omit<AirbaseOptions, 'accountTypes' | 'rateLimit'>> {
  readonly accountTypes: readonly string[] | undefined
  readonly rateLimit: RateOptions
}

/** Fills in the defaults. */
export const withDefaults = (options: AirbaseOptions): AirbaseSettings => ({
  tokens: [{ key: 'airbase-sandbox-key', id: 470 }],
  scheme: 'Token',
  prefix: '/v1/accounting',
  pageSizeDefault: 100,
  pageSizeMax: 250,
  nextStyle: 'null',
  order: 'per-listing',
  patchAnswer: 'entry',
  refusalGraceMs: 0,
  releaseVersion: 'v4583',
  errorStatus: 'sync_error',
  onboarding: 'open',
  requireSession: false,
  requeueOnEdit: true,
  requestLogMax: 50_000,
  violationsMax: 1_000,
  ...options,
  accountTypes: options.accountTypes,
  rateLimit: {
    limit: 500,
    windowMs: 60_000,
    pauseMinMs: 5_000,
    retryAfter: false,
    pauseGraceMs: 250,
    ...options.rateLimit,
  },
})
