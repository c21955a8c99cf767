import type { JsonObject } from '../lib/json.ts'
import type { SandboxRequest, SandboxResponse } from './app.ts'
import { faultFrom } from './fault-from.ts'
import type { FaultyApp } from './faults.ts'

/** A system that people and tests may look into and meddle with. */
export interface ControlledSystem {
  readonly faulty: FaultyApp
  /** What can be looked at: `GET /<system>/<view>`. */
  readonly views: Readonly<Record<string, () => unknown>>
  /** What can be done: `POST /<system>/<action>` with a JSON object. */
  readonly actions: Readonly<Record<string, (body: JsonObject) => unknown>>
}

/** The control app, to be put on loopback beside the systems. */
export interface ControlApp {
  readonly name: 'control'
  handle(request: SandboxRequest): SandboxResponse
}

/** Serves faults, views and actions of each system as JSON. `GET /` lists everything there is. */
export const createControl = (systems: Readonly<Record<string, ControlledSystem>>): ControlApp => ({
  name: 'control',
  handle(request) {
    try {
      return answer(systems, request)
    } catch (error) {
      return json(400, { error: error instanceof Error ? error.message : String(error) })
    }
  },
})

function answer(
  systems: Readonly<Record<string, ControlledSystem>>,
  request: SandboxRequest,
): SandboxResponse {
  const [name = '', what = '', id, ...rest] = request.path.split('/').filter((part) => part !== '')
  if (name === '') return json(200, contents(systems))
  const system = Object.hasOwn(systems, name) ? systems[name] : undefined
  if (!system || rest.length > 0) return json(404, { error: `no system at ${request.path}` })
  if (what === 'faults') return faults(system.faulty, request, id)
  if (id !== undefined) return json(404, { error: `nothing at ${request.path}` })
  const views = { ...commonViews(system.faulty), ...system.views }
  const actions = { ...commonActions(system.faulty), ...system.actions }
  if (request.method === 'GET' && Object.hasOwn(views, what)) return json(200, views[what]?.())
  if (request.method === 'POST' && Object.hasOwn(actions, what)) {
    return json(200, actions[what]?.(bodyOf(request)) ?? null)
  }
  return json(404, { error: `${name} has no ${request.method} ${what}` })
}

function faults(faulty: FaultyApp, request: SandboxRequest, id: string | undefined): SandboxResponse {
  switch (request.method) {
    case 'GET':
      return json(200, faulty.faults)
    case 'POST':
      return json(201, { id: faulty.add(faultFrom(bodyOf(request))) })
    case 'DELETE':
      faulty.clear(id === undefined ? undefined : Number(id))
      return json(200, faulty.faults)
    default:
      return json(405, { error: `${request.method} is not for faults` })
  }
}

const commonViews = (faulty: FaultyApp): Readonly<Record<string, () => unknown>> => ({
  violations: () => faulty.violations,
  'fault-log': () => faulty.log,
  pending: () => ({ lateCommits: faulty.pending }),
})

const commonActions = (faulty: FaultyApp): Readonly<Record<string, (body: JsonObject) => unknown>> => ({
  'settle-late': () => {
    faulty.settleLate()
    return { lateCommits: faulty.pending }
  },
})

const contents = (systems: Readonly<Record<string, ControlledSystem>>) =>
  Object.fromEntries(
    Object.entries(systems).map(([name, { faulty, views, actions }]) => [
      name,
      {
        views: ['faults', ...Object.keys({ ...commonViews(faulty), ...views })],
        actions: ['faults', ...Object.keys({ ...commonActions(faulty), ...actions })],
      },
    ]),
  )

/** The body as a JSON object; none at all counts as an empty one. */
function bodyOf(request: SandboxRequest): JsonObject {
  if (request.body.length === 0) return {}
  // Only JSON is taken, so that a web page cannot post here without being asked about.
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? ''))
    throw new Error('send application/json')
  const parsed: unknown = JSON.parse(request.body.toString('utf8'))
  if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed as JsonObject
  throw new Error('send a JSON object')
}

const json = (status: number, value: unknown): SandboxResponse => ({
  status,
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify(value ?? null, (_, part: unknown) => (typeof part === 'bigint' ? String(part) : part)),
})
