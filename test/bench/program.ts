import { spawn } from 'node:child_process'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const PROGRAM = fileURLToPath(new URL('../../bin/run.js', import.meta.url))
const HOOK = new URL('usage-hook.mjs', import.meta.url).href

/** Where a measured program keeps its settings and its state. */
export interface Home {
  readonly config: string
  readonly state: string
}

export const homeIn = (folder: string): Home => ({ config: join(folder, 'config'), state: join(folder, 'state') })

/** What one run of the program cost. */
export interface Measured {
  readonly wallMs: number
  readonly cpuMs: number
  readonly userMs: number
  readonly systemMs: number
  readonly peakMb: number
  readonly stdout: string
  readonly exitCode: number
}

const environment = ({ config, state }: Home): NodeJS.ProcessEnv => ({
  ...process.env,
  ML_CONNECTOR_CONFIG_DIR: config,
  ML_CONNECTOR_STATE_DIR: state,
})

/** Runs a command of the program to its end and measures the whole process. */
export const measure = async (home: Home, args: readonly string[], input = ''): Promise<Measured> => {
  const usageFile = `${home.config}.usage.json`
  const startedAt = performance.now()
  const child = spawn(process.execPath, ['--import', HOOK, PROGRAM, ...args], {
    env: { ...environment(home), ML_BENCH_USAGE: usageFile },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const output = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk: Buffer) => (output.stdout += chunk.toString('utf8')))
  child.stderr.on('data', (chunk: Buffer) => (output.stderr += chunk.toString('utf8')))
  child.stdin.end(input)
  const exitCode = await new Promise<number>((resolve) => child.once('close', (code) => resolve(code ?? -1)))
  const wallMs = performance.now() - startedAt
  if (exitCode !== 0 && exitCode !== 3) throw new Error(`${args.join(' ')} ended with ${exitCode}: ${output.stdout}${output.stderr}`)
  const usage = JSON.parse(await readFile(usageFile, 'utf8')) as Omit<Measured, 'wallMs' | 'stdout' | 'exitCode'>
  await rm(usageFile)
  return { ...usage, wallMs, stdout: output.stdout, exitCode }
}

/** Milliseconds until a process says its first byte; it is then killed unless it has ended. */
export const firstByteMs = async (args: readonly string[], home: Home): Promise<number> => {
  const startedAt = performance.now()
  const child = spawn(process.execPath, args, { env: environment(home), stdio: ['ignore', 'pipe', 'pipe'] })
  const closed = new Promise((resolve) => child.once('close', resolve))
  const spoke = await new Promise<number>((resolve) => {
    const now = () => resolve(performance.now() - startedAt)
    child.stdout.once('data', now)
    child.stderr.once('data', now)
    child.once('close', now)
  })
  child.kill('SIGKILL')
  await closed
  return spoke
}

/** Milliseconds until a process has ended. */
export const wholeMs = async (args: readonly string[], home: Home): Promise<number> => {
  const startedAt = performance.now()
  const child = spawn(process.execPath, args, { env: environment(home), stdio: ['ignore', 'ignore', 'inherit'] })
  await new Promise((resolve) => child.once('close', resolve))
  return performance.now() - startedAt
}

export const programArgs = (...args: readonly string[]): readonly string[] => [PROGRAM, ...args]
