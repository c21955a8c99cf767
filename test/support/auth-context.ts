import { join } from 'node:path'
import { z } from 'zod'
import { connector, type ProbeResult } from '../../src/contract/connector.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { systemRandom } from '../../src/lib/random.ts'
import { UsageError } from '../../src/errors/ml-error.ts'
import type { AuthContext, OpenConnectionOptions } from '../../src/services/auth-context.ts'
import { openCredentials } from '../../src/services/auth-credentials.ts'
import { parseSettings } from '../../src/settings/settings-file.ts'
import { temporaryFolder } from './temporary-folder.ts'

const toy = connector({
  name: 'toy',
  title: 'Toy',
  settings: z.strictObject({}),
  secrets: [
    { name: 'user', title: 'User name' },
    { name: 'client-secret', title: 'Client secret', oneOf: 'proof' },
    { name: 'certificate', title: 'Certificate', oneOf: 'proof', multiline: true },
  ],
  abilities: { spend: null, takes: {}, ledger: false },
  gate: { concurrencyStart: 1, concurrencyMax: 1 },
  settleAfterMs: 0,
  farSide: () => ({}),
  open: () => {
    throw new Error('the toy is opened by its test context')
  },
})
const pin = connector({ ...toy, name: 'pin', title: 'Pin', secrets: [{ name: 'token', title: 'API token' }] })

export interface ToyAuthContext extends AuthContext {
  /** What happened, in order. */
  readonly steps: string[]
}

/** A real vault, and two connections whose far side takes every secret that starts with `good`. */
export const toyAuthContext = async (env: Record<string, string> = {}): Promise<ToyAuthContext> => {
  const folder = await temporaryFolder()
  const connections = { one: { connector: 'toy' }, two: { connector: 'pin' } }
  const settings = parseSettings({ connections }, 'settings.json')
  const steps: string[] = []
  const wanted = [{ connection: 'two', name: 'token' }]
  const parts = {
    settings,
    folder,
    env,
    wanted,
    askPassphrase: null,
    clock: systemClock,
    random: systemRandom,
  }
  const credentials = openCredentials({ ...parts, warn: (message) => void steps.push(`warn: ${message}`) })
  const connectors = [toy, pin]
  const secretOf = async (connection: string, name: string, { secrets }: OpenConnectionOptions) =>
    (secrets?.get(name) ?? (await credentials.require(connection, name)).secret).reveal()
  return {
    settings,
    settingsFile: join(folder, 'settings.json'),
    credentials,
    clock: systemClock,
    steps,
    connector: (name) => {
      const found = connectors.find((each) => each.name === name)
      if (found) return found
      throw new UsageError(`there is no connector ${name}`, { code: 'CONNECTOR_UNKNOWN' })
    },
    openConnection: async (name, options) => {
      const value = await secretOf(name, name === 'two' ? 'token' : 'client-secret', options)
      steps.push(`open ${name} ${options.readOnly ? 'for reading' : 'for writing'}`)
      return {
        probe: () => Promise.resolve(probeOf(value)),
        sources: new Map(),
        writers: new Map(),
        reference: null,
        aroundWrites: null,
        farNow: () => 0,
      }
    },
    withLock: async (work) => {
      steps.push('lock')
      const result = await work()
      steps.push('unlock')
      return result
    },
    close: () => Promise.resolve(void steps.push('close')),
  }
}

const probeOf = (value: string): ProbeResult =>
  value.startsWith('good')
    ? { ok: true, message: 'it works', hint: null, facts: { user: 'finance' } }
    : { ok: false, message: 'the far side does not take it', hint: 'Make a new one.', facts: {} }
