import type { ConnectionParts } from '../../contract/connector.ts'
import { RetryableError, UncertainWriteError } from '../../errors/ml-error.ts'
import type { AirbaseApi } from './api.ts'
import type { AirbaseSettings } from './settings.ts'

type Around = <Result>(work: () => Promise<Result>) => Promise<Result>

/**
 * Runs reference writes inside a sync session (brief 6.2). A 409 on START and «nothing active» on COMPLETE
 * both mean that the general ledger is set up already. COMPLETE is sent whatever happened; its failure
 * never hides that of the work. Null where the settings switch sessions off.
 * @throws RetryableError when the session could not be opened (nothing was written) or not be closed
 */
export const createSyncSession = (
  api: AirbaseApi,
  { name, settings, notice }: Pick<ConnectionParts<AirbaseSettings>, 'name' | 'settings' | 'notice'>,
): Around | null => {
  const { enabled, nothingActive } = settings.contract.entitySync
  if (!enabled) return null
  const start = async (): Promise<void> => {
    const { status, failure } = await api.session('START')
    if (status >= 400 && status !== 409) throw failed(name, 'START', `${status}: ${failure.message}`)
  }
  const complete = async (): Promise<void> => {
    const { status, failure } = await api
      .session('COMPLETE')
      .catch((error: unknown) => asRetryable(error, name, 'COMPLETE'))
    const nothing = status === 404 && failure.message.includes(nothingActive)
    if (status >= 400 && !nothing) throw failed(name, 'COMPLETE', `${status}: ${failure.message}`)
  }
  /** After a failure that must stay visible: a session that stays open is only noted. */
  const completeQuietly = () =>
    complete().catch((error: unknown) => {
      notice('sync-session-open', { reason: error instanceof Error ? error.message : 'unknown' })
    })
  return async (work) => {
    const opened = await settled(start())
    if (!opened.ok) {
      // A lost answer may have opened it.
      if (opened.error instanceof UncertainWriteError) await completeQuietly()
      return asRetryable(opened.error, name, 'START')
    }
    const done = await settled(work())
    if (!done.ok) {
      await completeQuietly()
      throw done.error
    }
    await complete()
    return done.value
  }
}

type Settled<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly error: unknown }

const settled = <Value>(promise: Promise<Value>): Promise<Settled<Value>> =>
  promise.then(
    (value) => ({ ok: true, value }),
    (error: unknown) => ({ ok: false, error }),
  )

/** A session is no document: opening or closing it twice does no harm, so a lost answer is no doubt. */
const asRetryable = (error: unknown, name: string, action: string): never => {
  throw error instanceof UncertainWriteError ? failed(name, action, error.message, error) : error
}

const failed = (name: string, action: string, reason: string, cause?: unknown) =>
  new RetryableError(`${name}: the sync session answered ${action} with ${reason}`, {
    code: `AIRBASE_SESSION_${action}`,
    hint:
      action === 'START'
        ? 'Nothing was written; run again. If it stays, set `contract.entitySync.enabled` to false.'
        : 'What was written stays; run again, which closes the session.',
    context: { connection: name },
    ...(cause !== undefined && { cause }),
  })
