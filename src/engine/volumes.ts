import { z } from 'zod'
import type { RunContext } from './run-context.ts'
import { countsOf } from './run-context.ts'
import { isOn } from './due.ts'

/** Runs whose volumes are remembered, per route and flow. */
export const VOLUME_RUNS = 10
/** Of fewer runs nothing is usual. */
const VOLUME_RUNS_MIN = 3
/** So many times as much as ever is unusual. */
const UNUSUAL_TIMES = 10

/** A flow that read nothing at all where it always read something, or far more than ever. */
export interface UnusualVolume {
  readonly flow: string
  readonly read: number
  /** What the runs before it read, the latest last. */
  readonly before: readonly number[]
  readonly message: string
}

const schema = z.record(z.string(), z.array(z.number()).readonly())

/**
 * Compares what each flow read with what the last runs read, and remembers it. It stops nothing: a holiday is not a
 * fault. Only for lists that were read to their end.
 */
export const watchVolumes = (run: RunContext): readonly UnusualVolume[] => {
  const name = `volumes:${run.route.name}`
  const known = schema.safeParse(run.store.facts(name)).data ?? {}
  const now: Record<string, readonly number[]> = { ...known }
  const unusual: UnusualVolume[] = []
  for (const { name: flow } of run.flows.filter((each) => isOn(run, each.name))) {
    const before = known[flow] ?? []
    const read = countsOf(run, flow).read.count
    const message = whyUnusual(before, read)
    if (message !== null) unusual.push({ flow, read, before, message })
    now[flow] = [...before, read].slice(-VOLUME_RUNS)
  }
  if (run.mode === 'sync') run.store.saveFacts(name, now)
  return unusual
}

const whyUnusual = (before: readonly number[], read: number): string | null => {
  if (before.length < VOLUME_RUNS_MIN) return null
  const most = Math.max(...before)
  if (read === 0 && before.every((count) => count > 0)) return `read nothing, where each of the last ${before.length} runs read something`
  if (most > 0 && read > most * UNUSUAL_TIMES) return `read ${read} records, where the last ${before.length} runs read ${most} at most`
  return null
}
