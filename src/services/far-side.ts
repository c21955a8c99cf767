import type { FarSide } from '../contract/connector.ts'
import type { StateStore } from '../contract/state-store.ts'
import { UsageError } from '../errors/ml-error.ts'
import type { Transport } from '../http/transport.ts'
import type { ProgramContext } from './context.ts'

const factName = (connection: string): string => `far-side:${connection}`

/**
 * A connection's far side is stored once it has answered. Another one is another connection: rehearsing on a test
 * environment and then re-pointing the host must not make production look as if it were already done.
 * @throws UsageError `FAR_SIDE_CHANGED`, which names both
 */
export const checkFarSide = (context: ProgramContext, store: StateStore, connection: string): void => {
  const now = farSideOf(context, connection)
  const known = store.facts(factName(connection))
  if (now === null || known === null) return
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

/** Stores the far side where none is stored yet: for the first answer, because a mistyped address has none. */
export const keepFarSide = (context: ProgramContext, store: StateStore, connection: string): void => {
  const now = farSideOf(context, connection)
  if (now !== null && store.facts(factName(connection)) === null) store.saveFacts(factName(connection), now)
}

/** Calls `onAnswer` at the first good answer; the page of a proxy or of a sign-in form is none. */
export const tellingAnswer = (transport: Transport, onAnswer: () => void): Transport => {
  let told = false
  return async (request) => {
    const response = await transport(request)
    if (!told && response.status < 300 && !/html/i.test(response.headers['content-type'] ?? '')) {
      told = true
      onAnswer()
    }
    return response
  }
}

const farSideOf = (context: ProgramContext, connection: string): FarSide | null => {
  const entry = context.settings.connections[connection]
  return entry === undefined ? null : context.connector(entry.connector).farSide(context.connectorSettings(connection))
}
