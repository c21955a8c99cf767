import { rm, stat } from 'node:fs/promises'
import { CredentialError } from '../errors/ml-error.ts'
import type { Clock } from '../lib/clock.ts'
import { createPrivateFile, errnoOf } from './private-file.ts'

const TRIES_MAX = 100
const PAUSE_MS = 50
/** A holder needs milliseconds; one that is older has died. */
const STALE_AFTER_MS = 30_000

/** Runs `work` while no other process changes the vault, so that two logins at once lose nothing. */
export const withVaultLock = async <Result>(
  path: string,
  clock: Clock,
  work: () => Promise<Result>,
): Promise<Result> => {
  await take(path, clock)
  try {
    return await work()
  } finally {
    await rm(path, { force: true })
  }
}

const take = async (path: string, clock: Clock): Promise<void> => {
  for (let attempt = 0; attempt < TRIES_MAX; attempt += 1) {
    if (await createPrivateFile(path, `${process.pid}\n`)) return
    if (await isStale(path, clock)) await rm(path, { force: true })
    else await clock.sleep(PAUSE_MS)
  }
  throw new CredentialError('another command has been changing the vault for too long', {
    code: 'VAULT_BUSY',
    hint: `Wait for it to end. If none runs, remove ${path}.`,
    context: { path },
  })
}

const isStale = async (path: string, clock: Clock): Promise<boolean> => {
  try {
    return clock.now() - (await stat(path)).mtimeMs > STALE_AFTER_MS
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false
    throw error
  }
}
