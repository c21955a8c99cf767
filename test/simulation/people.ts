import type { JsonObject } from '../../src/lib/json.ts'
import { traceOf } from '../support/books.ts'
import type { Draw } from './draw.ts'
import type { Meddling } from './invariants.ts'
import type { SimulatedWorld } from './simulated-world.ts'

const LINE_SETS = [
  ['VendInvoiceJournalLines', 'Document'],
  ['LedgerJournalLines', 'Document'],
  ['VendorPaymentJournalLines', 'PaymentId'],
] as const

/** What people do between two runs; what they touched is noted, so that it is not held against the program. */
export const meddle = async (it: SimulatedWorld, draw: Draw, meddling: Meddling): Promise<void> => {
  if (draw.chance(0.5)) it.d365.app.book(draw.chance(0.5) ? undefined : () => draw.chance(0.5))
  if (draw.chance(0.12)) editInSource(it, draw, meddling)
  if (draw.chance(0.08)) requeue(it, draw, meddling)
  // The document that goes ahead as a proof holds the others back until it is booked: nobody touches it here.
  const isProving = it.settings.routes['airbase-to-d365']?.proveFirst === true
  if (draw.chance(0.12) && !isProving) deleteInTarget(it, draw, meddling)
  if (draw.chance(0.08) && !isProving) editInTarget(it, draw, meddling)
  if (draw.chance(0.06)) await changeMapping(it, draw, meddling)
}

const editInSource = (it: SimulatedWorld, draw: Draw, meddling: Meddling): void => {
  const { airbaseId } = draw.oneOf(it.world.expectations)
  meddling.inSource.add(airbaseId)
  const change = draw.oneOf(['edit', 'void', 'unapprove', 'approve'])
  if (change === 'edit') it.airbase.app.editEntry(airbaseId, { notes: 'changed', total_amount: String(draw.whole(1, 999)) })
  if (change === 'void') it.airbase.app.voidEntry(airbaseId)
  if (change === 'unapprove') it.airbase.app.unapprove(airbaseId)
  if (change === 'approve') it.airbase.app.approve(airbaseId)
}

/** The source shows again what it was told of: told again, never written again. */
const requeue = (it: SimulatedWorld, draw: Draw, meddling: Meddling): void => {
  const told = it.airbase.app.acknowledged().filter(({ airbaseId }) => !meddling.inSource.has(airbaseId))
  if (told.length > 0) it.airbase.app.requeue(draw.oneOf(told).airbaseId)
}

const linesOfOurs = (it: SimulatedWorld) =>
  LINE_SETS.flatMap(([set, field]) =>
    it.d365.app.rows(set).flatMap((row) => {
      const { dataAreaId = null, JournalBatchNumber = null, LineNumber = null } = row
      const trace = String(row[field] ?? '')
      const isOurs = it.world.expectations.some(({ airbaseId }) => traceOf(airbaseId) === trace)
      const isPosted = it.d365.app.books().some((entry) => entry.documentNumber === trace && entry.booked)
      return isOurs && !isPosted ? [{ set, trace, key: { dataAreaId, JournalBatchNumber, LineNumber } satisfies JsonObject }] : []
    }),
  )

/** A person removes an unposted document, all of it or a line of it. */
const deleteInTarget = (it: SimulatedWorld, draw: Draw, meddling: Meddling): void => {
  const lines = linesOfOurs(it)
  if (lines.length === 0) return
  const { trace } = draw.oneOf(lines)
  meddling.inTarget.add(trace)
  const mine = lines.filter((line) => line.trace === trace)
  for (const { set, key } of draw.chance(0.7) ? mine : mine.slice(0, 1)) it.d365.app.deleteRow(set, key)
}

const editInTarget = (it: SimulatedWorld, draw: Draw, meddling: Meddling): void => {
  const lines = linesOfOurs(it)
  if (lines.length === 0) return
  const { set, key, trace } = draw.oneOf(lines)
  meddling.inTarget.add(trace)
  it.d365.app.editRow(set, key, { [set === 'VendInvoiceJournalLines' ? 'Description' : 'Text']: 'looked at by a person' })
}

/** All lines of one account go to another one from now on. */
const changeMapping = async (it: SimulatedWorld, draw: Draw, meddling: Meddling): Promise<void> => {
  const accounts = it.world.expectations.flatMap(({ lines }) => lines.map(({ account }) => account))
  if (accounts.length === 0) return
  meddling.mapping = true
  await it.changeMapping('airbase-to-d365', [{ table: 'account', code: draw.oneOf(accounts), value: draw.oneOf(accounts) }])
}
