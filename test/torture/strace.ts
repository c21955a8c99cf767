import { spawnSync } from 'node:child_process'
import { readFile, rm } from 'node:fs/promises'
import { join, relative } from 'node:path'
import type { Installation, RouteName } from '../support/installation.ts'
import { PROGRAM, startProcess, type ProgramRun } from '../support/shipped-program.ts'

/** Calls by which a run changes a disk or reaches a far side. */
export const CALLS = ['pwrite64', 'write', 'fdatasync', 'fsync', 'rename', 'unlink', 'mkdir', 'openat', 'connect'] as const
export type Call = (typeof CALLS)[number]

/** One call of a run that is refused by the kernel, so it seems: number `nth` of those on this file. */
export interface CallFault {
  readonly call: Call
  /** Below the installation's folder; null for calls on no file. */
  readonly file: string | null
  readonly nth: number
  readonly error: string
}

export interface FaultedRun {
  readonly run: ProgramRun
  /** Lines of strace on the calls that it refused; none when there was no such call. */
  readonly refused: readonly string[]
}

/** Why system calls cannot be made to fail here; null where they can. */
export const noStraceReason = (): string | null => {
  if (process.platform !== 'linux') return 'strace is for Linux'
  const { status } = spawnSync('strace', ['-f', '-qq', '-o', '/dev/null', '/bin/true'], { stdio: 'ignore' })
  if (status === null) return 'strace is not installed; scripts/setup-test-system.sh'
  return status === 0 ? null : 'strace may not trace processes here'
}

/**
 * With one thread for files, the calls of a run come in the same order each time; strace counts by thread. It sees
 * only the calls on the files named by `-P`, and counts only those: never node's own, on its event descriptors.
 */
const ONE_THREAD = { UV_THREADPOOL_SIZE: '1' }

const traced = async (it: Installation, route: RouteName, options: readonly string[]): Promise<{ readonly run: ProgramRun; readonly lines: readonly string[] }> => {
  const log = join(it.folder, 'strace.log')
  const args = ['-f', '--seccomp-bpf', '-qq', '-y', '-e', 'signal=none', '-o', log, ...options, process.execPath, PROGRAM, 'sync', route]
  const run = await startProcess('strace', args, { env: { ...it.env, ...ONE_THREAD } }).done
  const lines = (await readFile(log, 'utf8')).split('\n')
  await rm(log)
  return { run, lines }
}

/** The same run with one of its calls refused. */
export const faultedRun = async (it: Installation, route: RouteName, { call, file, nth, error }: CallFault): Promise<FaultedRun> => {
  const onFile = file === null ? [] : ['-P', join(it.folder, file)]
  const { run, lines } = await traced(it, route, [...onFile, '-e', `trace=${call}`, '-e', `inject=${call}:error=${error}:when=${nth}`])
  return { run, refused: lines.filter((line) => line.includes('(INJECTED)')) }
}

/** Calls of one kind on one file, or on the network. */
export interface CallsOnFile extends Pick<CallFault, 'call' | 'file'> {
  /** How many the thread made that made most of them: strace counts the calls of each thread from 1. */
  readonly count: number
}

/** What a run calls, in the order of the first time. */
export const callsOf = async (it: Installation, route: RouteName): Promise<readonly CallsOnFile[]> => {
  const { lines } = await traced(it, route, ['-e', `trace=${CALLS.join()}`])
  const found = new Map<string, CallsOnFile>()
  const byThread = new Map<string, number>()
  for (const line of lines) {
    const call = CALLS.find((name) => new RegExp(`^\\d+ +${name}\\(`).test(line))
    if (call === undefined) continue
    const file = call === 'connect' ? null : fileOf(line, it.folder)
    if (file === undefined) continue
    const key = `${call} ${file ?? ''}`
    const thread = `${line.split(' ', 1)[0] ?? ''} ${key}`
    const made = (byThread.get(thread) ?? 0) + 1
    byThread.set(thread, made)
    found.set(key, { call, file, count: Math.max(made, found.get(key)?.count ?? 0) })
  }
  return [...found.values()]
}

/** The first path below the folder that a line of strace names; of a rename, the one that strace's `-P` looks at. */
const fileOf = (line: string, folder: string): string | undefined => {
  const path = /[<"](\/[^>"]*)/g
  for (const [, name = ''] of line.matchAll(path)) {
    const below = relative(folder, name)
    if (below !== '' && !below.startsWith('..')) return below
  }
  return undefined
}
