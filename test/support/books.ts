import type { BookEntry } from '../../src/sandbox/d365/index.ts'
import type { Expectation } from '../../src/sandbox/generate/expectation.ts'
import { parseMinor } from '../../src/model/money.ts'
import { traceCode, type TraceCode } from '../../src/model/identity.ts'

const DECIMALS: Readonly<Record<string, number>> = { USD: 2, EUR: 2, JPY: 0, KWD: 3 }

export const minorOf = (text: string, currency: string): bigint => parseMinor(text, DECIMALS[currency] ?? 2)

/** The trace code of an Airbase entry. */
export const traceOf = (airbaseId: string): TraceCode =>
  traceCode({ connection: 'airbase', kind: 'ledger-entry', ref: airbaseId })

/** Documents in the books by their trace code; two of one code are the failure that must not happen. */
export const booksByTrace = (books: readonly BookEntry[]): Map<string, BookEntry[]> => {
  const byTrace = new Map<string, BookEntry[]>()
  for (const entry of books) {
    const known = byTrace.get(entry.documentNumber)
    if (known === undefined) byTrace.set(entry.documentNumber, [entry])
    else known.push(entry)
  }
  return byTrace
}

/** `usmf EUR bill` → sum in minor units. */
export type Totals = Record<string, bigint>

const add = (totals: Totals, key: string, minor: bigint): void => {
  totals[key] = (totals[key] ?? 0n) + minor
}

export const expectedTotals = (expectations: readonly Expectation[]): Totals => {
  const totals: Totals = {}
  for (const { legalEntity, currency, kind, totalMinor } of expectations) add(totals, `${legalEntity} ${currency} ${kind}`, BigInt(totalMinor))
  return totals
}

/** What the books hold of these documents, by the generator's own kinds. */
export const bookedTotals = (books: readonly BookEntry[], kinds: ReadonlyMap<string, Expectation>): Totals => {
  const totals: Totals = {}
  for (const entry of books) {
    const expected = kinds.get(entry.documentNumber)
    if (expected === undefined) add(totals, `UNEXPECTED ${entry.documentNumber}`, 0n)
    else add(totals, `${entry.legalEntity} ${entry.currency} ${expected.kind}`, signedTotal(entry, expected))
  }
  return totals
}

/** A general journal's total is what its cost lines sum to; the other forms say it themselves. */
const signedTotal = (entry: BookEntry, expected: Expectation): bigint => {
  if (entry.form !== 'general-journal') return minorOf(entry.total, entry.currency)
  const receivers = new Set(expected.lines.filter((line) => expected.kind !== 'transfer' || line.debitMinor !== '0').map((line) => line.account))
  const own = entry.lines.filter((line) => receivers.has(line.account) && line.account !== expected.offsetAccount)
  return own.reduce((sum, line) => sum + minorOf(line.debit, entry.currency) - minorOf(line.credit, entry.currency), 0n)
}

/** Ledger lines as comparable text: account, dimensions, debit, credit. */
export const ledgerLines = (entry: BookEntry): string[] =>
  entry.lines
    .filter((line) => line.accountType === 'Ledger')
    .map((line) => lineText(line.account, line.dimensions, minorOf(line.debit, entry.currency) - minorOf(line.credit, entry.currency)))
    .sort()

export const expectedLines = (expected: Expectation): string[] => {
  const own = expected.lines
    .map((line) => ({ ...line, minor: BigInt(line.debitMinor) - BigInt(line.creditMinor) }))
    .filter((line) => line.minor !== 0n)
  const lines = own.map((line) => lineText(line.account, line.dimensions, line.minor))
  const total = BigInt(expected.totalMinor)
  const offset = expected.offsetAccount === undefined ? [] : [lineText(expected.offsetAccount, {}, -total)]
  return [...lines, ...offset].sort()
}

const lineText = (account: string, dimensions: Readonly<Record<string, string>>, minor: bigint): string => {
  const parts = Object.entries(dimensions)
    .filter(([, value]) => value !== '')
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
  return `${account} ${parts.join(',')} ${minor}`
}
