import type { Place } from '../support/installation.ts'
import { begin, caseText, failingCall, smallInstallation, type FailingCase, type FailingOutcome } from './failing-call.ts'
import { noShortWriteReason } from './short-write.ts'
import { callsOf, type Call } from './strace.ts'

/** Calls of one kind on one file of one run: the first is made to fail, then the second, until there is none more. */
export interface Series extends Pick<FailingCase, 'route' | 'begun'> {
  readonly call: Call | 'short-write'
  readonly file: string | null
  /** What each of them meets, one after the other. */
  readonly errors: readonly string[]
  /** So many there were in a run that nobody disturbed. */
  readonly count: number
}

export interface SeriesFigures {
  readonly series: Series
  /** Runs in which a call failed. */
  readonly failed: number
  /** Exit code → runs that ended with it. */
  readonly exitCodes: Readonly<Record<string, number>>
}

const ERRORS: Readonly<Record<Call, readonly string[]>> = {
  pwrite64: ['EIO', 'ENOSPC', 'EINTR'],
  write: ['EIO', 'ENOSPC', 'EINTR'],
  fdatasync: ['EIO', 'ENOSPC', 'EINTR'],
  fsync: ['EIO', 'ENOSPC', 'EINTR'],
  rename: ['EIO', 'ENOSPC', 'EINTR'],
  unlink: ['EIO'],
  mkdir: ['EIO', 'ENOSPC'],
  openat: ['EIO', 'ENOSPC', 'EMFILE', 'EINTR'],
  connect: ['ECONNREFUSED', 'EIO', 'ENOSPC', 'EINTR'],
}

/** Ours are the state, and beside it the settings, the vault and the anchor; oclif looks for files of its own there. */
const OURS = /^(state($|\/)|(settings|vault|anchor)\.)/
const HALF = 'half'
/** No run makes so many calls of one kind on one file. */
const NTH_MAX = 500

/** Every call of a run, with every error that it may meet. */
export const allSeries = async (of: Pick<FailingCase, 'route' | 'begun'>, home: string): Promise<readonly Series[]> =>
  inWorld(home, async (place) => {
    const it = await smallInstallation(place)
    if (of.begun) await begin(it, of.route)
    const calls = (await callsOf(it, of.route)).filter(({ file }) => file === null || OURS.test(file))
    const series = calls.map((each): Series => ({ ...of, ...each, errors: ERRORS[each.call] }))
    if (noShortWriteReason() !== null) return series
    const writes = calls.filter(({ call }) => call === 'write' || call === 'pwrite64')
    const count = writes.reduce((sum, each) => sum + each.count, 0)
    return [...series, { ...of, call: 'short-write', file: null, errors: [HALF], count }]
  })

/** At most `max` series of files that are alike: the shards of one table, the lists of the reference copy. */
export const fewAlike = (series: readonly Series[], max: number): readonly Series[] => {
  const taken = new Map<string, number>()
  return series.filter(({ route, begun, call, file }) => {
    const kind = [route, begun, call, file?.replace(/[^/.]+(?=(\.\d+)?\.json(\.new)?$)/, '*')].join(' ')
    taken.set(kind, (taken.get(kind) ?? 0) + 1)
    return (taken.get(kind) ?? 0) <= max
  })
}

/**
 * Lets one call after the other fail, each in a world of its own, until a run passes untouched.
 * @throws the first time that books, trail or message are not what they must be, with the case in the message
 */
export const runSeries = async (series: Series, home: string): Promise<SeriesFigures> => {
  const exitCodes: Record<string, number> = {}
  let failed = 0
  for (let nth = 1; nth <= NTH_MAX; nth += 1) {
    for (const error of series.errors) {
      const { touched, exitCode } = await runCase(caseOf(series, nth, error), home)
      if (!touched) return { series, failed, exitCodes }
      failed += 1
      exitCodes[String(exitCode)] = (exitCodes[String(exitCode)] ?? 0) + 1
    }
  }
  throw new Error(`more than ${NTH_MAX} of: ${caseText(caseOf(series, NTH_MAX, ''))}`)
}

export const caseOf = ({ route, begun, call, file }: Series, nth: number, error: string): FailingCase => ({
  route,
  begun,
  fault: call === 'short-write' ? { call, nth } : { call, file, nth, error },
})

/** Runs one case in a world of its own. */
export const runCase = (each: FailingCase, home: string): Promise<FailingOutcome> =>
  inWorld(home, async (place) => {
    try {
      return await failingCall(await smallInstallation(place), each, { ...place, home })
    } catch (error) {
      throw new Error(`${caseText(each)}: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
    }
  })

/** Gives a place whose installations are gone afterwards. */
const inWorld = async <Result>(home: string, work: (place: Place) => Promise<Result>): Promise<Result> => {
  const works: (() => Promise<void>)[] = []
  try {
    return await work({ home, cleanUp: (each) => void works.push(each) })
  } finally {
    for (const each of works) await each()
  }
}
