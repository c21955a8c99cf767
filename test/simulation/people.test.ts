import { describe, expect, test } from 'vitest'
import { traceOf } from '../support/books.ts'
import { rehearsal, type Rehearsal } from '../support/rehearsal.ts'

const entryOf = (world: Rehearsal, airbaseId: string) => world.read((store) => store.get(traceOf(airbaseId)))

/** One bill in the books, unposted. */
const withOneBill = async (): Promise<{ world: Rehearsal; airbaseId: string }> => {
  const world = rehearsal({ seed: 21, bills: 3, settlements: 0 })
  await world.run('airbase-to-d365')
  const written = world.world.expectations.find(({ outcome }) => outcome === 'written')
  return { world, airbaseId: written?.airbaseId ?? '' }
}

describe('people in D365', () => {
  test('who delete what was written are reported, and it is not written again', async () => {
    const { world, airbaseId } = await withOneBill()
    const mine = world.d365.app.rows('VendInvoiceJournalLines').filter((row) => row.Document === traceOf(airbaseId))
    for (const { dataAreaId, JournalBatchNumber, LineNumber } of mine) world.d365.app.deleteRow('VendInvoiceJournalLines', { dataAreaId: dataAreaId ?? null, JournalBatchNumber: JournalBatchNumber ?? null, LineNumber: LineNumber ?? null })
    const report = await world.run('airbase-to-d365')
    expect((await entryOf(world, airbaseId))?.state).toBe('withdrawn')
    expect(report.flows.find(({ flow }) => flow === 'bills')?.counts.withdrawn.count).toBe(1)
    expect(world.d365.app.books().filter((entry) => entry.documentNumber === traceOf(airbaseId))).toEqual([])
  })

  test('who change an account before they post are reported as a conflict', async () => {
    const { world, airbaseId } = await withOneBill()
    const [row] = world.d365.app.rows('VendInvoiceJournalLines').filter((line) => line.Document === traceOf(airbaseId))
    const other = world.world.expectations.flatMap(({ lines }) => lines.map(({ account }) => account)).find((account) => !String(row?.OffsetAccountDisplayValue).startsWith(account)) ?? ''
    const key = { dataAreaId: row?.dataAreaId ?? null, JournalBatchNumber: row?.JournalBatchNumber ?? null, LineNumber: row?.LineNumber ?? null }
    const field = row?.OffsetAccountDisplayValue ? 'OffsetAccountDisplayValue' : 'Description'
    world.d365.app.editRow('VendInvoiceJournalLines', key, { [field]: field === 'Description' ? 'changed by hand' : `${other}---` })
    world.d365.app.book()
    await world.run('airbase-to-d365')
    const entry = await entryOf(world, airbaseId)
    expect(entry?.state).toBe('booked')
    if (field === 'OffsetAccountDisplayValue') expect(entry?.conflict).toContain('other accounts')
  })
})

describe('people in D365 who take the mark off a payment before they post it', () => {
  test('are reported by name: the invoice is open, and a payment proposal would pay it again', async () => {
    const world = rehearsal({ seed: 24, bills: 6, settlements: 1 })
    await world.run('airbase-to-d365')
    world.d365.app.book()
    await world.run('airbase-to-d365')
    const marks = 'VendorPaymentJournalLineSettledInvoices'
    const rows = world.d365.app.rows(marks)
    expect(rows.length).toBeGreaterThan(0)
    for (const row of rows) world.d365.app.deleteRow(marks, row)
    world.d365.app.book()
    const report = await world.run('airbase-to-d365')
    expect(report.flows.find(({ flow }) => flow === 'settlements')?.counts.conflicts.count).toBe(rows.length)
    const open = await world.read(async (store) => {
      const texts: (string | null)[] = []
      for await (const entry of store.open({ flow: 'settlements', states: [], orConflict: true })) texts.push(entry.conflict)
      return texts
    })
    expect(open).toHaveLength(rows.length)
    for (const text of open) expect(text).toMatch(/did not settle invoice .* may be paid again/)
  })
})

describe('people in Airbase', () => {
  test('who change a written bill cause a conflict, once, and no second invoice', async () => {
    const { world, airbaseId } = await withOneBill()
    world.airbase.app.requeue(airbaseId)
    world.airbase.app.editEntry(airbaseId, { total_amount: '9999' })
    const first = await world.run('airbase-to-d365')
    const second = await world.run('airbase-to-d365')
    const conflicts = (report: typeof first) => report.flows.reduce((sum, { counts }) => sum + counts.conflicts.count, 0)
    expect([conflicts(first), conflicts(second)]).toEqual([1, 0])
    expect(world.d365.app.books().filter((entry) => entry.documentNumber === traceOf(airbaseId))).toHaveLength(1)
  })

  test('who withdraw their approval before it is sent have nothing written', async () => {
    const world = rehearsal({ seed: 22, bills: 3, settlements: 0 })
    await world.run('airbase-to-d365', { documentsMax: 1 })
    const waiting = world.world.expectations.filter(({ airbaseId }) => !world.d365.app.books().some((entry) => entry.documentNumber === traceOf(airbaseId)))
    for (const { airbaseId } of waiting) world.airbase.app.unapprove(airbaseId)
    await world.run('airbase-to-d365')
    expect(world.d365.app.books()).toHaveLength(1)
    expect((await entryOf(world, waiting[0]?.airbaseId ?? ''))?.state).toBe('skipped')
  })
})

describe('on first use', () => {
  test('one document of each company and form goes ahead, the others wait until it is booked', async () => {
    const world = rehearsal({ seed: 23, bills: 20, reimbursements: 5, cards: 10, settlements: 0 })
    const proving = { settings: { proveFirst: true } }
    await world.run('airbase-to-d365', proving)
    const forms = new Set(world.d365.app.books().map((entry) => `${entry.legalEntity} ${entry.form}`))
    expect(world.d365.app.books()).toHaveLength(forms.size)
    await world.run('airbase-to-d365', proving)
    expect(world.d365.app.books()).toHaveLength(forms.size)
    world.d365.app.book()
    await world.run('airbase-to-d365', proving)
    expect(world.d365.app.books()).toHaveLength(world.world.expectations.length)
  })
})
