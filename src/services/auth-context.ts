import type { Connection, Connector } from '../contract/connector.ts'
import type { CredentialChain } from '../credentials/chain-types.ts'
import type { AskPassphrase } from '../credentials/vault-key.ts'
import type { Clock } from '../lib/clock.ts'
import type { JsonObject } from '../lib/json.ts'
import type { Secret } from '../lib/secret.ts'
import type { Settings } from '../settings/schema.ts'

/** What a command knows before anything is opened. */
export interface ContextRequest {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Folder of settings.json. */
  readonly configDir: string | null
  readonly stateDir: string | null
  /** Asks for the vault's passphrase, twice for a new vault; null where nobody can be asked. */
  readonly askPassphrase: AskPassphrase | null
  /** A line for people that is no error. */
  readonly warn: (message: string) => void
}

export interface OpenConnectionOptions {
  /** True: the connection is given no way to write. */
  readonly readOnly: boolean
  /** Take the place of stored secrets of the same name. */
  readonly secrets?: ReadonlyMap<string, Secret>
  /** Requests in flight, fixed; without it, the connector's own rule. */
  readonly concurrency?: number
  /** Called at the first good answer of the far side. */
  readonly onAnswer?: () => void
  /** What the connection noticed in earlier runs, by event. */
  readonly noticed?: (event: string) => JsonObject | null
}

/** What the `auth` services need; the composition root makes it. */
export interface AuthContext {
  readonly settings: Settings
  /** For messages. */
  readonly settingsFile: string
  readonly credentials: CredentialChain
  readonly clock: Clock
  /** @throws UsageError for a name that no connector has */
  connector(name: string): Connector
  /** @throws CredentialError when a secret that it needs is not stored */
  openConnection(name: string, options: OpenConnectionOptions): Promise<Connection>
  /** Runs `work` as the only writer of the state folder. */
  withLock<Result>(work: () => Promise<Result>): Promise<Result>
  /** Ends the network connections, so that the process can end. */
  close(): Promise<void>
}
