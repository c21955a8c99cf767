import { expect, test } from 'vitest'
import { describe } from 'vitest'
import type { TrailLine } from '../../src/state/trail-line.ts'
import { CRASH_SUBJECTS } from './crash-subjects.ts'
import { ProcessDied } from './simulated-process.ts'
import { STATE, simulatedWorld, type SimulatedWorld } from './simulated-world.ts'

/** Lines of the trail that a power cut leaves. */
const durableLines = (it: SimulatedWorld): readonly TrailLine[] => {
  it.disk.crash(() => 'lost')
  const texts = [...it.disk.files].filter(([path]) => path.startsWith(`${STATE}/trail/`)).map(([, bytes]) => bytes.toString('utf8'))
  return texts.flatMap((text) => text.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as TrailLine))
}

const [journals, pending] = CRASH_SUBJECTS

/** The run dies, and the power goes, as the nth request of this name leaves; answers with what is still known. */
const cutAt = async (subject: (typeof CRASH_SUBJECTS)[number] | undefined, name: string, { nth = 1, after = 0 } = {}) => {
  if (subject === undefined) throw new Error('no subject')
  const it = await simulatedWorld({ seed: 1, world: subject.world, pendingBills: subject.pendingBills ?? false })
  for (let run = 0; run < after; run += 1) {
    await it.run(subject.route)
    it.d365.app.book()
    it.clock.advance(11 * 60_000)
  }
  await expect(it.run(subject.route, { end: { name, nth } })).rejects.toThrow(ProcessDied)
  return durableLines(it)
}

const events = (lines: readonly TrailLine[]): readonly string[] => lines.map(({ event }) => event)

// Each of these is promise I1 or I8 for one kind of request: what a power cut leaves must explain what was sent.
describe('when the power goes as a request leaves, the trail already says', () => {
  test.each(['VendInvoiceJournalHeaders', 'LedgerJournalHeaders'])('which documents the journal of %s is for, and their line numbers', async (set) => {
    const lines = await cutAt(journals, `sent POST ${set}`)
    const opening = lines.filter(({ event }) => event === 'journal-opening').at(-1)
    expect(JSON.stringify(opening?.facts)).toMatch(/"members":\[\{"id":"ML[A-Z2-7]{16}","lines":\[1/)
  })

  test.each([
    [journals, 'VendInvoiceJournalLines'],
    [journals, 'LedgerJournalLines'],
    [pending, 'VendorInvoiceHeaders'],
  ])('which document it is, with its exact body: %#', async (subject, set) => {
    const lines = await cutAt(subject, `sent POST ${set}`)
    const sending = lines.filter(({ event }) => event === 'sending')
    expect(sending.length).toBeGreaterThan(0)
    for (const line of sending) expect(line.sealed?.what).toBe('body')
  })

  test('that the source is being told: it may forget the document from now on', async () => {
    const lines = await cutAt(journals, 'sent PATCH /v1/accounting/ledger_entries/:id/')
    expect(events(lines)).toContain('written')
    const telling = lines.findLastIndex(({ facts }) => JSON.stringify(facts ?? {}).includes('telling'))
    expect(telling).toBeGreaterThan(events(lines).lastIndexOf('written'))
  })
})
