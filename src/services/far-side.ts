import type { StateStore } from '../contract/state-store.ts'
import { UsageError } from '../errors/ml-error.ts'
import type { ProgramContext } from './context.ts'

const factName = (connection: string): string => `far-side:${connection}`

/**
 * A connection's far side is stored at its first use. Another one is another connection: rehearsing on a test
 * environment and then re-pointing the host must not make production look as if it were already done.
 * @throws UsageError `FAR_SIDE_CHANGED`, which names both
 */
export const checkFarSide = (context: ProgramContext, store: StateStore, connection: string, save: boolean): void => {
  const entry = context.settings.connections[connection]
  if (entry === undefined) return
  const now = context.connector(entry.connector).farSide(context.connectorSettings(connection))
  const known = store.facts(factName(connection))
  if (known === null) {
    if (save) store.saveFacts(factName(connection), now)
    return
  }
  const changed = [...new Set([...Object.keys(now), ...Object.keys(known)])].filter((name) => now[name] !== known[name])
  if (changed.length === 0) return
  const was = changed.map((name) => `${name} ${String(known[name] ?? 'none')}`).join(', ')
  const is = changed.map((name) => `${name} ${now[name] ?? 'none'}`).join(', ')
  throw new UsageError(`the connection ${connection} was used with ${was}, and is now set to ${is}`, {
    code: 'FAR_SIDE_CHANGED',
    hint: 'A new environment is a new connection: give it a name of its own in the settings, or correct the address.',
    context: { connection, was, is },
  })
}
