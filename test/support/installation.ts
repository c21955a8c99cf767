import { existsSync } from 'node:fs'
import { cp, mkdtemp, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { inject, onTestFinished } from 'vitest'
import type { BookEntry } from '../../src/sandbox/d365/index.ts'
import type { Fault } from '../../src/sandbox/fault.ts'
import type { FaultEvent } from '../../src/sandbox/faults.ts'
import type { Expectation } from '../../src/sandbox/generate/expectation.ts'
import { generateWorld } from '../../src/sandbox/generate/world.ts'
import { sha256Hex } from '../../src/lib/hash.ts'
import { SANDBOX } from '../../src/services/sandbox-identity.ts'
import { startSandbox, type SandboxInput } from '../../src/services/sandbox.ts'
import type { SyncResult } from '../../src/services/sync.ts'
import type { TrailLine } from '../../src/state/trail-line.ts'
import { eventually } from './eventually.ts'
import { startProgram, type ProgramRun, type StartedProgram } from './shipped-program.ts'

export type System = 'd365' | 'airbase'
export type RouteName = 'airbase-to-d365' | 'd365-to-airbase'
type SizeName = 'seed' | 'bills' | 'reimbursements' | 'cards' | 'transfers' | 'fees' | 'settlements' | 'amortisations' | 'problems' | 'latencyMs'
export type WorldSize = Partial<Pick<SandboxInput, SizeName>>
type Json = Record<string, unknown>

/** How a command is started. */
export interface CommandOptions {
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly input?: string
}

/** The shipped program, installed for one finance team, with both vendors simulated on loopback. */
export interface Installation {
  /** Settings, vault and anchor. */
  readonly folder: string
  readonly state: string
  readonly settings: string
  readonly d365: string
  readonly airbase: string
  readonly control: string
  /** What the generator says should become of each record. */
  readonly expectations: readonly Expectation[]
  readonly env: Readonly<Record<string, string | undefined>>
  /** Runs a command to its end. */
  ml(args: readonly string[], options?: CommandOptions): Promise<ProgramRun>
  /** Runs a command with `--json` and answers with what it printed too. */
  json<Result>(args: readonly string[], options?: CommandOptions): Promise<{ readonly run: ProgramRun; readonly value: Result }>
  start(args: readonly string[], options?: CommandOptions): StartedProgram
  sync(route: RouteName, ...more: readonly string[]): Promise<{ readonly run: ProgramRun; readonly value: SyncResult }>
  /** A view of the sandbox. */
  look<Value>(system: System, view: string): Promise<Value>
  /** What people, or bad luck, do to a system. */
  act(system: System, action: string, body?: object): Promise<unknown>
  fault(system: System, fault: Fault): Promise<void>
  clearFaults(): Promise<void>
  books(): Promise<readonly BookEntry[]>
  /** Waits until the fault layer has struck so often. */
  struck(system: System, times?: number): Promise<void>
  /** Changes settings.json. */
  changeSettings(change: (settings: Json) => void): Promise<void>
  /** Every complete line of the trail. */
  trail(): Promise<readonly TrailLine[]>
  /** Files below the state folder and their bytes. */
  stateFiles(): Promise<ReadonlyMap<string, string>>
}

const ROUTES: readonly RouteName[] = ['airbase-to-d365', 'd365-to-airbase']
const SIZE = { seed: 7, bills: 12, reimbursements: 4, cards: 5, transfers: 2, fees: 1, amortisations: 2, problems: 0.2, latencyMs: 0 }
/** Doubts of these tests settle at once: nothing here commits late. */
const QUICK = { settleAfterMs: 0, askAgainAfterMs: 0 }
export const SECRETS: readonly string[] = [SANDBOX.clientSecret, SANDBOX.airbaseToken]

/** What credentials and mappings are stored in. */
const STORED = ['vault.json', 'vault.key', 'anchor.json', 'state'] as const

declare module 'vitest' {
  interface ProvidedContext {
    /** Where everything of these tests is, until they have all ended. */
    e2eFolder: string
  }
}

/** Where an installation lives, and when it goes. */
export interface Place {
  /** Is given what removes the installation. */
  readonly cleanUp?: (work: () => Promise<void>) => void
  /** Folder that it is made in, and that keeps what others of its size can use. */
  readonly home?: string
}

/**
 * Starts a sandbox in this process, and gives the program settings, secrets and mappings for it. Everything is gone
 * when the test ends, or when `cleanUp` says so.
 */
export const installation = async (size: WorldSize = {}, { cleanUp = onTestFinished, home = inject('e2eFolder') }: Place = {}): Promise<Installation> => {
  const world = { ...SIZE, ...size }
  const folder = await newFolder(home)
  const asOf = new Date().toISOString().slice(0, 10)
  const { expectations } = generateWorld({ ...world, asOf })
  const sandbox = await startSandbox({ ...world, ports: { d365: 0, airbase: 0, control: 0 }, folder })
  const started: StartedProgram[] = []
  cleanUp(async () => {
    for (const { child, kill } of started) if (child.exitCode === null && child.signalCode === null) kill('SIGKILL')
    await Promise.all(started.map(({ done }) => done))
    await sandbox.close()
    await rm(folder, { recursive: true, force: true })
  })
  const made = install({ folder, sandbox, expectations, started })
  await made.changeSettings((settings) => {
    for (const route of Object.values(settings.routes as Record<string, Json>)) Object.assign(route, QUICK)
  })
  const stored = (of: object) => join(home, `stored-${sha256Hex(JSON.stringify(of)).slice(0, 16)}`)
  // What this stores fits every sandbox, and every sandbox of the same size and seed: it is made once.
  await once(stored({}), made, () => login(made))
  await once(stored(world), made, () => importMappings(made))
  return made
}

interface Parts {
  readonly folder: string
  readonly sandbox: Awaited<ReturnType<typeof startSandbox>>
  readonly expectations: readonly Expectation[]
  readonly started: StartedProgram[]
}

const install = ({ folder, sandbox, expectations, started }: Parts): Installation => {
  const { d365, airbase, control } = sandbox
  const state = join(folder, 'state')
  const settings = join(folder, 'settings.json')
  const env = { PATH: process.env.PATH, HOME: folder, ML_CONNECTOR_CONFIG_DIR: folder, ML_CONNECTOR_STATE_DIR: state }
  const start: Installation['start'] = (args, options = {}) => {
    const program = startProgram(args, { env: { ...env, ...options.env }, input: options.input })
    started.push(program)
    return program
  }
  const ml: Installation['ml'] = (args, options) => start(args, options).done
  const json = async <Result>(args: readonly string[], options?: CommandOptions) => {
    const run = await ml([...args, '--json'], options)
    return { run, value: parsed<Result>(run) }
  }
  const look = async <Value>(system: System, view: string): Promise<Value> => (await (await fetch(`${control}/${system}/${view}`)).json()) as Value
  const post = async (path: string, body: object) => {
    const answer = await fetch(`${control}/${path}`, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } })
    if (!answer.ok) throw new Error(`the sandbox refuses ${path}: ${await answer.text()}`)
    return (await answer.json()) as unknown
  }
  return {
    folder,
    state,
    settings,
    d365,
    airbase,
    control,
    expectations,
    env,
    start,
    ml,
    json,
    sync: (route, ...more) => json<SyncResult>(['sync', route, ...more]),
    look,
    act: (system, action, body = {}) => post(`${system}/${action}`, body),
    fault: async (system, fault) => void (await post(`${system}/faults`, fault)),
    clearFaults: async () => {
      for (const system of ['d365', 'airbase']) await fetch(`${control}/${system}/faults`, { method: 'DELETE' })
    },
    books: () => look<BookEntry[]>('d365', 'books'),
    struck: async (system, times = 1) => {
      const enough = async () => ((await look<FaultEvent[]>(system, 'fault-log')).length >= times ? true : null)
      await eventually(enough, `${times} faults of ${system}`)
    },
    changeSettings: async (change) => {
      const value = JSON.parse(await readFile(settings, 'utf8')) as Json
      change(value)
      await writeFile(settings, JSON.stringify(value))
    },
    trail: () => linesOf(join(state, 'trail')),
    stateFiles: () => filesOf(state),
  }
}

/** One JSON value, and nothing else, or the test ends here with what there was instead. */
const parsed = <Result>({ stdout, stderr, exitCode }: ProgramRun): Result => {
  try {
    return JSON.parse(stdout) as Result
  } catch {
    throw new Error(`exit ${String(exitCode)}, and stdout is not JSON: ${stdout}${stderr}`)
  }
}

/** Does the work, and keeps what it stores in `kept`; where that is there already, copies it from there. */
const once = async (kept: string, { folder }: Installation, work: () => Promise<void>): Promise<void> => {
  const copyAll = async (from: string, to: string) => {
    for (const name of STORED) if (existsSync(join(from, name))) await cp(join(from, name), join(to, name), { recursive: true })
  }
  if (existsSync(kept)) return copyAll(kept, folder)
  await work()
  const copy = await newFolder(dirname(kept))
  await copyAll(folder, copy)
  // Another worker may have been faster: then its folder stays.
  await rename(copy, kept).catch(() => undefined)
}

/** As a person does it: secrets by stdin. */
const login = async (made: Installation): Promise<void> => {
  await mustWork(made, ['auth', 'login', 'd365', '--secret', 'client-secret', '--provider', 'vault', '--no-test'], SANDBOX.clientSecret)
  await mustWork(made, ['auth', 'login', 'airbase', '--secret', 'token', '--provider', 'vault', '--no-test'], SANDBOX.airbaseToken)
}

const importMappings = async (made: Installation): Promise<void> => {
  for (const route of ROUTES) await mustWork(made, ['mapping', 'import', route, join(made.folder, `mapping-${route}.csv`)])
}

const mustWork = async (made: Installation, args: readonly string[], input = ''): Promise<void> => {
  const run = await made.ml(args, { input })
  if (run.exitCode !== 0) throw new Error(`${args.join(' ')}: exit ${String(run.exitCode)}\n${run.stderr}`)
}

const newFolder = (home: string): Promise<string> => mkdtemp(join(home, 'run-'))

const linesOf = async (folder: string): Promise<readonly TrailLine[]> => {
  const texts = await Promise.all((await readdir(folder)).sort().map((name) => readFile(join(folder, name), 'utf8')))
  return texts.flatMap((text) => text.split('\n').slice(0, -1)).map((line) => JSON.parse(line) as TrailLine)
}

/** Path → bytes as base64, for comparing. */
const filesOf = async (folder: string): Promise<ReadonlyMap<string, string>> => {
  const files = new Map<string, string>()
  for (const name of (await readdir(folder, { recursive: true })).sort()) {
    const path = join(folder, name)
    if ((await stat(path)).isFile()) files.set(name, await readFile(path, 'base64'))
  }
  return files
}
