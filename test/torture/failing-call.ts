import { join } from 'node:path'
import { expect } from 'vitest'
import { installation, type Installation, type Place, type RouteName, type WorldSize } from '../support/installation.ts'
import type { ProgramRun } from '../support/shipped-program.ts'
import { expectNoViolations, expectTrailHolds, expectWholeBooks, linkedRows, syncUntilDone, syncUntilSettled } from '../support/whole-books.ts'
import { undisturbedRows } from './killed-world.ts'
import { shortWriteRun } from './short-write.ts'
import { faultedRun, type CallFault } from './strace.ts'

/** Half of a write is taken, the rest follows; number `nth` of all writes below the installation's folder. */
export interface ShortWrite {
  readonly call: 'short-write'
  readonly nth: number
}

/** A run in which one call fails. */
export interface FailingCase {
  readonly route: RouteName
  /** Whether earlier runs have left documents to follow; else it is the first of all. */
  readonly begun: boolean
  readonly fault: CallFault | ShortWrite
}

export interface FailingOutcome {
  /** False when the run made no such call. */
  readonly touched: boolean
  readonly exitCode: number | null
}

export const SMALL: WorldSize = { seed: 3, bills: 3, reimbursements: 0, cards: 1, transfers: 0, fees: 0, amortisations: 0, settlements: 0, problems: 0 }

const DONE = [0, 3]
/** Never 1: a call that fails is no defect of ours. */
const TOLD = [2, 5, 7, 8, 10]
/** Traces of what nobody foresaw. */
const RAW = /^\s+at |node:internal|Unhandled|DEFECT|libuv|Assertion/m

/** Runs with the failing call, then without, and holds books and trail to what they must be. */
export const failingCall = async (it: Installation, { route, begun, fault }: FailingCase, place: Required<Pick<Place, 'home'>> & Place): Promise<FailingOutcome> => {
  if (begun) await begin(it, route)
  const { run, refused } = fault.call === 'short-write' ? await shortWriteRun(it, route, { nth: fault.nth, home: place.home }) : await faultedRun(it, route, fault)
  if (refused.length === 0) expect(DONE, run.stderr).toContain(run.exitCode)
  else expectToldOrHarmless(it, fault, run)
  await expectTrailHolds(it)
  if (route === 'airbase-to-d365') {
    await syncUntilDone(it)
    await expectWholeBooks(it)
  } else {
    await syncUntilSettled(it, route)
    await expectTrailHolds(it)
    expect(await linkedRows(it)).toEqual(await undisturbedRows(SMALL, place))
  }
  await expectNoViolations(it)
  return { touched: refused.length > 0, exitCode: run.exitCode }
}

export const smallInstallation = (place: Place): Promise<Installation> => installation(SMALL, place)

/** Some documents are written and posted, some are still to come. */
export const begin = async (it: Installation, route: RouteName): Promise<void> => {
  await it.sync(route, '--limit', '2')
  await it.act('d365', 'book')
}

/** A failure is told with its place and a remedy; only one that can be tried again at once, or that can wait, is not. */
const expectToldOrHarmless = (it: Installation, fault: FailingCase['fault'], { exitCode, signal, stdout, stderr }: ProgramRun): void => {
  // What stopped a run that still ended in order stands in its report.
  const told = stderr + stdout
  expect([signal, told]).toEqual([null, expect.not.stringMatching(RAW)])
  if (isHarmless(fault) && exitCode !== null && DONE.includes(exitCode)) return
  expect(TOLD, told).toContain(exitCode)
  const thing = fault.call !== 'short-write' && fault.file !== null ? join(it.folder, fault.file).replace(/\.new$/, '') : ''
  expect(told).toMatch(/^ {2}→ \S/m)
  expect(told).toContain(thing)
}

/** Node and libuv try again after an interrupt; a write goes on where it stopped; a connection is tried again. */
const isHarmless = (fault: FailingCase['fault']): boolean => fault.call === 'short-write' || fault.call === 'connect' || fault.error === 'EINTR'

export const caseText = ({ route, begun, fault }: FailingCase): string => {
  const what = fault.call === 'short-write' ? `short write ${fault.nth}` : `${fault.call} ${fault.nth} on ${fault.file ?? 'the network'}: ${fault.error}`
  return `${route}, ${begun ? 'begun' : 'new'}, ${what}`
}
