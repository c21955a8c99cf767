import { spawn } from 'node:child_process'
import { open, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { LockedError, UsageError } from '../errors/ml-error.ts'
import type { Clock } from '../lib/clock.ts'

/** The right to write to one state folder. */
export interface Lock {
  release(): Promise<void>
}

/** How long a command waits for the one that holds the lock. */
export interface LockWait {
  /** Milliseconds. */
  readonly waitMs: number
  /** Ends the waiting at once. */
  readonly signal?: AbortSignal
}

const POLL_MS = 250

/**
 * One state folder has one writer. The kernel's lock stays with our open file and dies with the process,
 * also by SIGKILL. `flock` of util-linux sets it on the descriptor that it inherits, because Node has no call for it.
 * @throws LockedError when another command holds it for longer than `waitMs`; the signal's reason once it is aborted
 */
export const takeLock = async (folder: string, { waitMs, signal }: LockWait, clock: Clock): Promise<Lock> => {
  const path = join(folder, 'lock')
  const file = await open(path, 'a', 0o600)
  const until = clock.elapsed() + waitMs
  for (;;) {
    if (await tryLock(file, path)) return { release: () => file.close() }
    if (signal?.aborted || clock.elapsed() >= until) break
    await clock.sleep(POLL_MS, signal)
  }
  await file.close()
  signal?.throwIfAborted()
  throw new LockedError(`another command is writing to ${folder}`, {
    code: 'STATE_LOCKED',
    hint: waitMs === 0 ? 'Try again when it has ended, or give --wait 10m.' : 'It held the lock for the whole --wait.',
    context: { folder, waitedMs: waitMs },
  })
}

const tryLock = (file: FileHandle, path: string): Promise<boolean> =>
  new Promise((resolve, reject) => {
    const flock = spawn('flock', ['-n', '3'], { stdio: ['ignore', 'ignore', 'ignore', file.fd] })
    flock.once('error', (error) => reject(noFlock(path, error)))
    // A Ctrl-C goes to the whole group: a flock that it ended has locked nothing.
    flock.once('exit', (code, signal) =>
      code === 0 || code === 1 || signal !== null ? resolve(code === 0) : reject(noFlock(path, code)),
    )
  })

const noFlock = (path: string, cause: unknown) =>
  new UsageError(`the program flock could not lock ${path}`, {
    code: 'FLOCK_MISSING',
    hint: 'Install util-linux (Debian, Ubuntu: apt-get install util-linux); the folder must be on a local disk.',
    cause,
  })
