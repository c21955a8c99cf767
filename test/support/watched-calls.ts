import { readlinkSync } from 'node:fs'
import fs from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { temporaryFolder } from './temporary-folder.ts'

type Synced = Record<'sync' | 'datasync', () => Promise<void>>

/** Why the calls cannot be named here; null where they can. */
export const noProcReason = (): string | null => (process.platform === 'linux' ? null : 'the paths of descriptors are read from /proc')

/**
 * Writes down, until the test ends, what this process asks the kernel to make durable and what it renames, in order:
 * `fsync <path>`, `fdatasync <path>`, `rename <path>`. Only what is below the folder.
 */
export const watchedCalls = async (below: string): Promise<readonly string[]> => {
  const calls: string[] = []
  const note = (name: string, path: string): void => {
    if (path === below || path.startsWith(`${below}/`)) calls.push(`${name} ${path.slice(below.length + 1)}`.trim())
  }
  const probe = await fs.open(join(await temporaryFolder(), 'probe'), 'w')
  const handles = Object.getPrototypeOf(probe) as Synced
  await probe.close()
  const { sync, datasync } = handles
  const { rename } = fs
  const pathOf = (handle: unknown): string => readlinkSync(`/proc/self/fd/${(handle as { fd: number }).fd}`)
  handles.sync = function (this: unknown) {
    note('fsync', pathOf(this))
    return sync.call(this as Synced)
  }
  handles.datasync = function (this: unknown) {
    note('fdatasync', pathOf(this))
    return datasync.call(this as Synced)
  }
  fs.rename = (from, to) => {
    note('rename', String(to))
    return rename(from, to)
  }
  syncBuiltinESMExports()
  onTestFinished(() => {
    Object.assign(handles, { sync, datasync })
    fs.rename = rename
    syncBuiltinESMExports()
  })
  return calls
}
