import type { RunReport } from '../engine/run-route.ts'

/** Several codes apply: the first of these counts. */
const ORDER = [1, 10, 2, 11, 8, 4, 5, 3, 7]

/** What a person should look at, in the run in which it happened. */
const NEW_FOR_PEOPLE = ['parkedNow', 'conflicts', 'withdrawn', 'refused'] as const

/** The exit code of a run, by what stopped it and by what it newly left for people. */
export const exitCodeOf = (report: RunReport): number => {
  const codes = new Set(report.stops.map((stop) => stop.exitCode))
  if (report.standing.some((standing) => standing.state === 'in-doubt')) codes.add(5)
  const isNew = report.flows.some(({ counts }) => NEW_FOR_PEOPLE.some((name) => counts[name].count > 0))
  if (isNew || report.unreadable > 0) codes.add(3)
  return worstExitCode(codes)
}

/** The one that counts of several; 0 for none. */
export const worstExitCode = (codes: ReadonlySet<number>): number => ORDER.find((code) => codes.has(code)) ?? 0
