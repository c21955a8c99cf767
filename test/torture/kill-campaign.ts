import type { Place } from '../support/installation.ts'
import { killedWorld, killsOf } from './killed-world.ts'
import { NO_LINE, type EndedRun } from './ended-run.ts'

export interface KillCampaign {
  /** Seed of the first world; each further one takes the next number. */
  readonly seed: number
  readonly kills: number
  /** Folder for all that this writes. */
  readonly home: string
  /** Is told after every world. */
  readonly tell: (soFar: KillFigures) => void
}

export interface KillFigures {
  readonly worlds: number
  /** Runs that were alive when SIGKILL came. */
  readonly kills: number
  /** Of those, the ones that had begun to write: neither loading nor behind their last line. */
  readonly atWork: number
  /** Runs that were done before their moment came. */
  readonly missed: number
  /** Event of the last line in the trail → kills. */
  readonly landed: Readonly<Record<string, number>>
}

/** A promise is broken; the world can be had again by its seed, its moments nearly so. */
export class Breach extends Error {
  readonly seed: number
  constructor(seed: number, cause: unknown) {
    super(`seed ${seed}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
    this.name = 'Breach'
    this.seed = seed
  }
}

const KILLS_PER_WORLD = 40
/** Worlds at a time: a starting process keeps one core busy. */
const LANES = 2
const LAST_EVENT = 'run-ended'

/**
 * Kills as many runs as asked, in as many worlds as that takes.
 * @throws Breach at the first world whose books or trail are not what they must be
 */
export const killCampaign = async ({ seed, kills, home, tell }: KillCampaign): Promise<KillFigures> => {
  const runs: EndedRun[] = []
  let [worlds, promised, broken] = [0, 0, false]
  const lane = async (): Promise<void> => {
    while (promised < kills && !broken) {
      const killsMax = Math.min(KILLS_PER_WORLD, kills - promised)
      promised += killsMax
      const ended = await oneWorld({ seed: seed + worlds++, killsMax }, home)
      promised -= killsMax - killsOf(ended)
      runs.push(...ended)
      tell(figuresOf(runs, worlds))
    }
  }
  const failing = (error: unknown): never => {
    broken = true
    throw error
  }
  // A breach is told once the other worlds have ended, and their processes with them.
  const ends = await Promise.allSettled(Array.from({ length: LANES }, () => lane().catch(failing)))
  for (const end of ends) if (end.status === 'rejected') throw end.reason
  return figuresOf(runs, worlds)
}

const oneWorld = async (plan: { readonly seed: number; readonly killsMax: number }, home: string): Promise<readonly EndedRun[]> => {
  const works: (() => Promise<void>)[] = []
  const place: Place = { home, cleanUp: (work) => void works.push(work) }
  try {
    return await killedWorld(plan, place)
  } catch (error) {
    throw new Breach(plan.seed, error)
  } finally {
    for (const work of works) await work()
  }
}

const figuresOf = (runs: readonly EndedRun[], worlds: number): KillFigures => {
  const landed: Record<string, number> = {}
  for (const run of runs.filter(({ hit }) => hit)) landed[run.landed] = (landed[run.landed] ?? 0) + 1
  const kills = killsOf(runs)
  const idle = [NO_LINE, LAST_EVENT].reduce((sum, name) => sum + (landed[name] ?? 0), 0)
  return { worlds, kills, atWork: kills - idle, missed: runs.length - kills, landed }
}
