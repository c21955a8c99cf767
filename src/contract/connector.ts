import type { z } from 'zod'
import type { HttpClient } from '../http/client.ts'
import type { Transport } from '../http/transport.ts'
import type { Clock } from '../lib/clock.ts'
import type { JsonObject } from '../lib/json.ts'
import type { Random } from '../lib/random.ts'
import type { Secret } from '../lib/secret.ts'
import type { GateOptions } from '../http/gate.ts'
import type { QuotaHeaders } from '../http/quota.ts'
import type { SpendKind } from '../model/spend.ts'
import type { ReferenceReader } from './reference.ts'
import type { SourceReader } from './source.ts'
import type { DocumentWriter } from './target.ts'

/** One secret that a connection needs. */
export interface SecretSpec {
  readonly name: string
  /** What `auth login` asks: «API key from Settings → Access». */
  readonly title: string
  /** Of several with the same `oneOf`, one is enough. */
  readonly oneOf?: string
  readonly multiline?: boolean
}

/** What names the far side for ever: a changed one stops the run. Hosts, tenants, organisations; never a secret. */
export type FarSide = Readonly<Record<string, string>>

export interface ConnectionParts<Settings> {
  readonly name: string
  readonly settings: Settings
  readonly secrets: ReadonlyMap<string, Secret>
  readonly http: HttpClient
  /** Under the gate, for token requests of an OAuth2 library. */
  readonly transport: Transport
  readonly clock: Clock
  readonly random: Random
  /** Facts about the connection that are worth a line in the trail, such as a rotated token. */
  readonly notice: (event: string, facts: JsonObject) => void
  /** What {@link notice} said last in an earlier run; null where it said nothing, or where no state is open. */
  readonly noticed?: (event: string) => JsonObject | null
}

/** What a test of the credentials found. */
export interface ProbeResult {
  readonly ok: boolean
  /** One sentence for people. */
  readonly message: string
  readonly hint: string | null
  readonly facts: Readonly<Record<string, string>>
}

/** An open connection. Opening it sends nothing. */
export interface Connection {
  /** Asks the far side who we are. Safe. Never throws for wrong credentials: it says so. */
  probe(): Promise<ProbeResult>
  /** By record kind. */
  readonly sources: ReadonlyMap<string, SourceReader>
  /** By form. */
  readonly writers: ReadonlyMap<string, DocumentWriter>
  readonly reference: ReferenceReader | null
  /** Runs `work` inside what the far side needs around reference writes; null where it needs nothing. */
  readonly aroundWrites: (<Result>(work: () => Promise<Result>) => Promise<Result>) | null
  /** The far side's clock, by its `Date` headers, in milliseconds. */
  farNow(): number
}

/** What a connector can do, for the registry, the route table, prompts and docs. */
export interface ConnectorAbilities {
  /** The record kind and the kinds of spend that it hands to a ledger; null when it hands over none. */
  readonly spend: {
    readonly recordKind: string
    readonly kinds: readonly SpendKind[]
    /** Who pays the vendor where the settings do not say; without it they must. */
    readonly paidBy?: 'source' | 'd365'
  } | null
  /** Reference records that it takes from a ledger: kind → form of its writer. */
  readonly takes: { readonly account?: string; readonly vendor?: string; readonly 'dimension-value'?: string }
  /** True for a ledger that others are synchronised with. */
  readonly ledger: boolean
}

/** The declaration of one system. */
export interface Connector<Settings = unknown> {
  /** On the command line and in settings: `airbase`. */
  readonly name: string
  readonly title: string
  /** Every setting with its default; a strict object. */
  readonly settings: z.ZodType<Settings>
  readonly secrets: readonly SecretSpec[]
  readonly abilities: ConnectorAbilities
  /** Requests in flight: for far sides with a fixed cap, `fixed`. */
  readonly gate: GateOptions
  /** Headers that tell how much of the quota is left, where the far side sends any. */
  quota?(settings: Settings): QuotaHeaders
  /** How long a doubt stays before an absence can be believed, milliseconds. */
  readonly settleAfterMs: number
  farSide(settings: Settings): FarSide
  open(parts: ConnectionParts<Settings>): Connection
}

/** Ties a connector's settings to its functions and forgets their type, so that the registry can hold it. */
export const connector = <Settings>(declaration: Connector<Settings>): Connector =>
  declaration as Connector as Connector<unknown>
