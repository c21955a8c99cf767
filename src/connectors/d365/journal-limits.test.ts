import { describe, expect, it } from 'vitest'
import type { TargetDocument } from '../../model/document.ts'
import { testSeed } from '../../sandbox/d365/testing/seed.ts'
import { broken, invoiceOf, openForm, openWorld, paymentOf, taxiOf } from './world.test.ts'

/** Every journal name takes this many lines. */
const limitedTo = (lines: number) => ({
  JournalNames: testSeed['JournalNames']!.map((row) => ({ ...row, PostingLineLimit: lines })),
})

const FORMS: readonly (readonly [string, TargetDocument])[] = [
  ['general-journal', taxiOf(100n)],
  ['invoice-journal', invoiceOf()],
  ['payment-journal', paymentOf()],
]

describe('how much one journal takes', () => {
  it.each(FORMS)('is the limit of its name where that is lower (%s)', async (name, document) => {
    const form = await openForm(openWorld({ seed: limitedTo(3) }), name)
    expect(form.prepare('1', document).prepared.linesMax).toBe(3)
  })

  it.each(FORMS)('is the setting where the name has no limit, or a higher one (%s)', async (name, document) => {
    const settings = { linesPerJournal: 40 }
    const free = await openForm(openWorld({ settings }), name)
    expect(free.prepare('1', document).prepared.linesMax).toBe(40)
    const high = await openForm(openWorld({ settings, seed: limitedTo(400) }), name)
    expect(high.prepare('1', document).prepared.linesMax).toBe(40)
  })

  it.each(FORMS)('is a hundred documents at most (%s)', async (name) => {
    const form = await openForm(openWorld(), name)
    expect(form.writer.documentsPerChunk).toBe(100)
  })
})

describe('a full journal', () => {
  it('is looked up twenty keys at a time, and written in one', async () => {
    const world = openWorld()
    const form = await openForm(world, 'general-journal')
    const documents = Array.from({ length: 45 }, (_, at) => form.prepare(`card-${at}`, taxiOf(100n)))
    const before = world.requests(/GET .*LedgerJournalLines/)
    await form.find(...documents)
    expect(world.requests(/GET .*LedgerJournalLines/) - before).toBe(3)
    const told = await form.write(documents)
    expect([...told.outcomes.values()].every(({ kind }) => kind === 'written')).toBe(true)
    expect(world.sandbox.rows('LedgerJournalHeaders')).toHaveLength(1)
    expect(broken(world)).toEqual([])
  })
})
