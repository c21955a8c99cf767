import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Installation, RouteName } from '../support/installation.ts'
import type { FaultedRun } from './strace.ts'

const SOURCE = join(import.meta.dirname, 'short-write.c')

/** Why a write cannot be made short here; null where it can. */
export const noShortWriteReason = (): string | null => {
  if (process.platform !== 'linux') return 'the preloaded library is for Linux'
  return spawnSync('cc', ['--version'], { stdio: 'ignore' }).status === 0 ? null : 'there is no C compiler'
}

/** Compiles the library into the folder unless it is there. */
const library = async (home: string): Promise<string> => {
  const path = join(home, 'short-write.so')
  if (existsSync(path)) return path
  const own = `${path}.${process.pid}`
  execFileSync('cc', ['-shared', '-fPIC', '-O1', '-o', own, SOURCE])
  await rename(own, path)
  return path
}

/** A run whose write number `nth` below the installation's folder takes only half of the bytes. */
export const shortWriteRun = async (it: Installation, route: RouteName, { nth, home }: { readonly nth: number; readonly home: string }): Promise<FaultedRun> => {
  const mark = join(it.folder, 'short-write.mark')
  const env = { LD_PRELOAD: await library(home), SHORT_WRITE_BELOW: `${it.folder}/`, SHORT_WRITE_NTH: String(nth), SHORT_WRITE_MARK: mark }
  const run = await it.ml(['sync', route], { env })
  if (!existsSync(mark)) return { run, refused: [] }
  const refused = (await readFile(mark, 'utf8')).trimEnd().split('\n')
  await rm(mark)
  return { run, refused }
}
