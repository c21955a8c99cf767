import { join } from 'node:path'
import type { BookEntry } from '../../src/sandbox/d365/index.ts'
import type { Expectation } from '../../src/sandbox/generate/expectation.ts'
import type { SyncResult } from '../../src/services/sync.ts'
import { trailFiles } from '../../src/state/trail-reader.ts'
import { verifyTrail } from '../../src/state/verify.ts'
import { booksByTrace, expectedLines, ledgerLines, minorOf, traceOf } from '../support/books.ts'
import { SECRETS, STATE, type SimulatedWorld } from './simulated-world.ts'

/** A promise that was broken, in words that a person understands. */
export class BrokenInvariant extends Error {
  constructor(what: string, detail: unknown) {
    super(`${what}: ${JSON.stringify(detail, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))}`)
    this.name = 'BrokenInvariant'
  }
}

/** What people did by hand, so that what the program is blamed for is its own. */
export interface Meddling {
  /** Airbase ids of entries that people changed, withdrew or paid in Airbase. */
  readonly inSource: Set<string>
  /** Trace codes of documents that people changed, deleted or moved in D365. */
  readonly inTarget: Set<string>
  /** Tables changed: accounts may be others than the generator's. */
  mapping: boolean
}

export const noMeddling = (): Meddling => ({ inSource: new Set(), inTarget: new Set(), mapping: false })

const holds = (what: string, broken: readonly unknown[]): void => {
  if (broken.length > 0) throw new BrokenInvariant(what, broken.slice(0, 3))
}

/** What must hold at every moment, whatever has just died. */
export const checkAlways = (it: SimulatedWorld, meddling: Meddling): void => {
  const books = it.d365.app.books()
  const traced = [...booksByTrace(books).entries()].filter(([trace]) => trace !== '')
  holds('one identity stands twice in the books', traced.filter(([, entries]) => entries.length > 1))
  holds('one natural key stands twice in the books', doubledKeys(books, meddling))
  holds('a partial document is released', books.filter((entry) => isReleasedInPart(it, entry, meddling)))
  holds('Airbase was told of a document that is not in D365', toldTooEarly(it, books, meddling))
  holds('the contract of a vendor was broken', it.violations)
}

const doubledKeys = (books: readonly BookEntry[], meddling: Meddling): unknown[] => {
  const keys = new Map<string, string>()
  const doubled: unknown[] = []
  for (const entry of books) {
    const isInvoice = entry.form === 'pending-invoice' || entry.form === 'invoice-journal'
    if (!isInvoice || entry.invoiceNumber === '' || meddling.inTarget.has(entry.documentNumber)) continue
    const sign = entry.total.startsWith('-') ? 'credit note' : 'invoice'
    const key = [entry.legalEntity, entry.vendorAccount, sign, entry.invoiceNumber.trim().toLowerCase()].join('/')
    const other = keys.get(key)
    if (other !== undefined && other !== entry.documentNumber) doubled.push({ key, documents: [other, entry.documentNumber] })
    keys.set(key, entry.documentNumber)
  }
  return doubled
}

/** A pending invoice off hold, or a booked document, whose total is not the one that was approved. */
const isReleasedInPart = (it: SimulatedWorld, entry: BookEntry, meddling: Meddling): boolean => {
  const isReleased = entry.booked || (entry.form === 'pending-invoice' && !entry.onHold)
  const expected = expectationOf(it, entry.documentNumber)
  if (!isReleased || expected === undefined || isMeddled(entry.documentNumber, expected, meddling)) return false
  return entry.form !== 'general-journal' && minorOf(entry.total, entry.currency) !== BigInt(expected.totalMinor)
}

const toldTooEarly = (it: SimulatedWorld, books: readonly BookEntry[], meddling: Meddling): unknown[] => {
  const needsBooked = it.settings.routes['airbase-to-d365']?.acknowledgeAt === 'booked'
  const there = new Map(books.map((entry) => [entry.documentNumber, entry]))
  return it.airbase.app.acknowledged().filter(({ airbaseId }) => {
    const entry = there.get(traceOf(airbaseId))
    if (meddling.inTarget.has(traceOf(airbaseId))) return false
    return entry === undefined || (needsBooked && !entry.booked)
  })
}

const expectationOf = (it: SimulatedWorld, trace: string): Expectation | undefined =>
  it.world.expectations.find(({ airbaseId }) => traceOf(airbaseId) === trace)

const isMeddled = (trace: string, { airbaseId }: Expectation, meddling: Meddling): boolean =>
  meddling.inTarget.has(trace) || meddling.inSource.has(airbaseId)

/** What must hold once no fault is left, everything was posted, and the runs have come to rest. */
export const checkAtRest = async (it: SimulatedWorld, meddling: Meddling): Promise<void> => {
  const byTrace = booksByTrace(it.d365.app.books())
  const due = it.world.expectations.filter(({ outcome }) => outcome === 'written' || outcome === 'waits-for-booking')
  const settled = due.filter((expected) => !dependsOnMeddling(it, expected, meddling))
  const missing = settled.filter(({ airbaseId, duplicateOf }) => !byTrace.has(traceOf(airbaseId)) && !(duplicateOf !== undefined && byTrace.has(traceOf(duplicateOf))))
  holds('an approved document is missing from the books', missing)
  for (const expected of settled) {
    const [entry] = byTrace.get(traceOf(expected.airbaseId)) ?? []
    if (entry === undefined) continue
    holds('a document is not booked although people posted everything', entry.booked ? [] : [entry])
    const same = meddling.mapping || hasLinesOf(entry, expected)
    holds('a document stands in the books with other lines than were approved', same ? [] : [{ entry, expected }])
  }
  holds('a document stands in the books that must not', unexpected(it, meddling))
  const verdict = await verifyTrail(it.disk, join(STATE, 'trail'))
  holds('the trail does not verify', verdict.ok ? [] : [verdict.brokenAt])
}

const hasLinesOf = (entry: BookEntry, expected: Expectation): boolean =>
  JSON.stringify(ledgerLines(entry)) === JSON.stringify(expectedLines(expected))

/** A settlement of an invoice that people touched may wait for ever. */
const dependsOnMeddling = (it: SimulatedWorld, expected: Expectation, meddling: Meddling): boolean => {
  if (isMeddled(traceOf(expected.airbaseId), expected, meddling)) return true
  const paid = it.world.expectations.find(({ airbaseId }) => airbaseId === expected.appliedTo)
  if (paid !== undefined && isMeddled(traceOf(paid.airbaseId), paid, meddling)) return true
  const twin = it.world.expectations.find(({ airbaseId }) => airbaseId === expected.duplicateOf)
  return twin !== undefined && isMeddled(traceOf(twin.airbaseId), twin, meddling)
}

const unexpected = (it: SimulatedWorld, meddling: Meddling): unknown[] =>
  it.d365.app.books().filter((entry) => {
    const expected = expectationOf(it, entry.documentNumber)
    if (expected === undefined) return !entry.documentNumber.startsWith('ML') ? false : !meddling.inTarget.has(entry.documentNumber)
    return (expected.outcome === 'parked' || expected.outcome === 'skipped') && expected.duplicateOf === undefined && !isMeddled(entry.documentNumber, expected, meddling)
  })

/** What a run says must be true of what it left. */
export const checkHonesty = (result: SyncResult): void => {
  const inDoubt = result.standing.filter(({ state }) => state === 'in-doubt')
  const isNew = result.flows.some(({ counts }) => counts.parkedNow.count + counts.conflicts.count + counts.withdrawn.count > 0)
  if (result.exitCode !== 0) return
  holds('exit 0 although something is in doubt', inDoubt)
  holds('exit 0 although something stopped the run', result.stops)
  holds('exit 0 although something newly waits for a person', isNew ? [result.flows] : [])
}

/** No secret and no e-mail address stands in the clear in any file that the program keeps. */
export const checkSecrets = async (it: SimulatedWorld): Promise<void> => {
  const people = it.world.setup.employees.map(({ email }) => email)
  const files = (await trailFiles(it.disk, join(STATE, 'trail'))).map((file) => join(STATE, 'trail', `${file}.jsonl`))
  const texts = [...it.disk.files].map(([path, bytes]) => ({ path, text: bytes.toString('latin1') }))
  for (const secret of Object.values(SECRETS)) holds('a secret stands on the disk', texts.filter(({ text }) => text.includes(secret)).map(({ path }) => path))
  const kept = texts.filter(({ path }) => files.includes(path) || path.includes('/db/'))
  for (const email of people) holds('an e-mail address stands on the disk', kept.filter(({ text }) => text.includes(email)).map(({ path }) => `${path}: ${email}`))
}
