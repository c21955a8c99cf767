import { UsageError } from '../errors/ml-error.ts'
import type { TrailHead } from '../state/trail.ts'
import type { RunContext, RunProgress } from '../engine/run-context.ts'
import { lookForOpen, recordSightings, type Sightings } from '../engine/adopt.ts'
import { readAnchor, type Anchor } from '../state/anchor.ts'
import type { ProgramContext } from './context.ts'
import { adoptReasons, type AdoptReason } from './state-adopt-reasons.ts'
import { openRun } from './open-run.ts'

export interface StateAdoptInput {
  readonly by: string
  readonly reason: string | null
  readonly waitMs: number
  readonly progress: RunProgress
}

/** What the target said of a route's open documents. */
export interface AdoptedRoute {
  readonly route: string
  readonly asked: number
  /** Found in the target as ours, and recorded as written. */
  readonly found: number
  /** In the target in part, or by another hand: they wait as before. */
  readonly unclear: number
  readonly notAsked: number
}

export interface StateAdoptResult {
  /** False when there was nothing to adopt. */
  readonly adopted: boolean
  readonly state: string
  readonly reasons: readonly AdoptReason[]
  readonly machineBefore: string | null
  readonly machineAfter: string | null
  readonly anchorBefore: Pick<Anchor, 'n' | 'hash' | 'at'> | null
  readonly anchorAfter: Pick<Anchor, 'n' | 'hash' | 'at'> | null
  /** Last line of the trail before the adoption. */
  readonly trailEnd: TrailHead
  readonly routes: readonly AdoptedRoute[]
}

/**
 * Accepts a state that the next run would refuse. First every open document of every set-up route is asked for, on
 * a state that forgets; only when the targets have answered for all of them is anything recorded.
 */
export const stateAdopt = (context: ProgramContext, input: StateAdoptInput): Promise<StateAdoptResult> =>
  context.lockFor(input, async () => {
    const found = await adoptReasons(context)
    const base = { state: context.paths.root, ...found }
    if (found.reasons.length === 0) {
      return {
        ...base,
        adopted: false,
        machineAfter: found.machineBefore,
        anchorAfter: found.anchorBefore,
        routes: [],
      }
    }
    const looked = await lookEverywhere(context, input)
    const { routes, machineAfter } = await record(context, input, { ...found, looked })
    const anchorAfter = await readAnchor(context.disk, context.anchorPath)
    return { ...base, adopted: true, machineAfter, anchorAfter, routes }
  })

interface Looked {
  readonly run: RunContext
  readonly sightings: Sightings
}

const lookEverywhere = async (
  context: ProgramContext,
  { progress }: StateAdoptInput,
): Promise<readonly Looked[]> => {
  const run = context.newRunId()
  const store = await context.openStore({ mode: 'dry', run, adopt: true })
  const looked: Looked[] = []
  try {
    for (const route of context.routes.filter(({ name }) => name in context.settings.routes)) {
      const { signal } = new AbortController()
      const opened = await openRun(context, store, {
        run,
        route,
        flows: route.flows,
        mode: 'dry-run',
        signal,
        progress,
      })
      looked.push({ run: opened, sightings: await lookForOpen(opened) })
    }
    return looked
  } finally {
    await store.close()
  }
}

const record = async (
  context: ProgramContext,
  { by, reason }: StateAdoptInput,
  known: Awaited<ReturnType<typeof adoptReasons>> & { readonly looked: readonly Looked[] },
): Promise<{ readonly routes: readonly AdoptedRoute[]; readonly machineAfter: string | null }> => {
  const store = await context.openStore({ mode: 'write', run: context.newRunId(), adopt: true })
  const machineAfter = textOrNull(store.facts('machine')?.id)
  const routes: AdoptedRoute[] = []
  for (const { run, sightings } of known.looked) {
    const found = await recordSightings({ ...run, store }, sightings)
    routes.push({
      route: run.route.name,
      asked: sightings.asked,
      found,
      unclear: sightings.unclear,
      notAsked: sightings.notAsked,
    })
  }
  const { reasons, machineBefore, anchorBefore, trailEnd } = known
  const facts = {
    by,
    reason,
    reasons: reasons.map(({ code }) => code),
    machineBefore,
    machineAfter,
    anchorBefore: anchorBefore === null ? null : { ...anchorBefore },
    trailEnd: { ...trailEnd },
    routes: routes.map((route) => ({ ...route })),
  }
  store.note({ event: 'adopted', facts })
  // Closing writes the new anchor. After an error the state is not closed: it is then still not adopted.
  await store.close()
  return { routes, machineAfter }
}

const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null)

/** Somebody was asked and said no. */
export const notConfirmed = () =>
  new UsageError('the state was not adopted', { code: 'NOT_CONFIRMED', hint: 'Nothing was changed.' })
