import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '../..')
/** What people start. */
export const PROGRAM = join(ROOT, 'bin/run.js')
/** No command of these tests takes as long. */
const COMMAND_MAX_MS = 60_000

/** What one process left behind. */
export interface ProgramRun {
  readonly exitCode: number | null
  /** The signal that ended it, where one did. */
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

/** A process that is on its way. */
export interface StartedProgram {
  readonly pid: number
  readonly child: ChildProcess
  readonly done: Promise<ProgramRun>
  /** Everything that it wrote to stderr so far. */
  stderr(): string
  kill(signal: NodeJS.Signals): void
}

export interface ProgramOptions {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Written to stdin, which then ends. */
  readonly input?: string | undefined
}

/** Starts `bin/run.js` as a shell would, without a terminal. */
export const startProgram = (args: readonly string[], options: ProgramOptions): StartedProgram =>
  startProcess(process.execPath, [PROGRAM, ...args], options)

/** Starts any process and collects what it writes; one that hangs is killed and shows up with its signal. */
export const startProcess = (file: string, args: readonly string[], { env, input }: ProgramOptions): StartedProgram => {
  const child = spawn(file, args, { cwd: ROOT, env: { ...env }, stdio: ['pipe', 'pipe', 'pipe'], timeout: COMMAND_MAX_MS, killSignal: 'SIGKILL' })
  const written = { stdout: '', stderr: '' }
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => void (written[stream] += text))
  }
  // A process that ends early leaves its stdin unread.
  child.stdin.on('error', () => undefined)
  child.stdin.end(input ?? '')
  const done = once(child, 'close').then(([exitCode, signal]) => ({ exitCode: exitCode as number | null, signal: signal as NodeJS.Signals | null, ...written }))
  return {
    pid: child.pid ?? 0,
    child,
    done,
    stderr: () => written.stderr,
    kill: (signal) => void child.kill(signal),
  }
}
