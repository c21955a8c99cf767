// The simulated vendors of a benchmark, in a process of their own: their work is not ours.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { SandboxApp, SandboxRequest, SandboxResponse } from '../../../src/sandbox/app.ts'
import type { AirbaseSandbox } from '../../../src/sandbox/airbase/sandbox.ts'
import type { D365Sandbox } from '../../../src/sandbox/d365/index.ts'
import { listen, type Listenable } from '../../../src/sandbox/listen.ts'
import { writeRehearsal } from '../../../src/services/sandbox-rehearsal.ts'
import { Exchanges } from './exchanges.ts'
import type { Answer, Ask, FarSideOptions, SeenRequest } from './protocol.ts'
import { benchAirbase, benchD365, benchWorld } from './world.ts'

let seen: SeenRequest[] = []
let exchanges: Exchanges | null = null
let d365: D365Sandbox | null = null
let airbase: AirbaseSandbox | null = null
let added = 0

/** An app whose requests are timed, and kept while a recording is on. */
const timed = (system: SeenRequest['system'], app: () => SandboxApp & Partial<Listenable>): Listenable => {
  const began = new WeakMap<SandboxRequest, number>()
  return {
    handle: (request) => {
      const response: SandboxResponse = app().handle(request)
      exchanges?.keep(request, response)
      return response
    },
    beginRequest: (request) => {
      began.set(request, performance.now())
      app().beginRequest?.(request)
    },
    endRequest: (request) => {
      app().endRequest?.(request)
      seen.push({ system, method: request.method, beganAt: began.get(request) ?? 0, endedAt: performance.now() })
    },
  }
}

const present = <Value>(value: Value | null): Value => {
  if (value === null) throw new Error('the far side is not started')
  return value
}

const start = async ({ bills, latencyMs, folder, concurrency, seed }: FarSideOptions) => {
  const world = benchWorld(seed, bills)
  const d365Server = await listen(timed('d365', () => present(d365)), { latencyMs })
  d365 = benchD365(world, d365Server.url)
  airbase = benchAirbase(world)
  const airbaseServer = await listen(timed('airbase', () => present(airbase)), { latencyMs })
  const addresses = { d365: d365Server.url, airbase: airbaseServer.url, control: '' }
  const { settings, mapping } = await writeRehearsal(folder, addresses, world)
  await setConcurrency(settings, concurrency)
  return { mapping: mapping['airbase-to-d365'] ?? '', d365: d365Server.url }
}

const setConcurrency = async (path: string, concurrency: number): Promise<void> => {
  const settings = JSON.parse(await readFile(path, 'utf8')) as { routes: Record<string, Record<string, unknown>> }
  for (const route of Object.values(settings.routes)) route['concurrency'] = concurrency
  await writeFile(path, JSON.stringify(settings, null, 2))
}

/** New bills of another seed: nobody has seen them. */
const add = (bills: number): void => {
  added += 1
  for (const { entry } of benchWorld(1_000 + added, bills).documents()) present(airbase).addEntry(entry)
}

const answer = async (ask: Ask): Promise<unknown> => {
  switch (ask.name) {
    case 'start':
      return start(ask.args)
    case 'seen': {
      const batch = seen
      seen = []
      return batch
    }
    case 'record':
      exchanges = new Exchanges()
      return null
    case 'replay': {
      const recorded = present(exchanges)
      exchanges = null
      return recorded.replay(join(ask.args.file))
    }
    case 'book':
      present(d365).book()
      return null
    case 'add':
      add(ask.args.bills)
      return null
  }
}

process.on('message', (ask: Ask) => {
  answer(ask).then(
    (result) => reply({ id: ask.id, result }),
    (error: unknown) => reply({ id: ask.id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  )
})
process.on('disconnect', () => process.exit())

const reply = (message: Answer): void => void process.send?.(message)
