import { describe, expect, test } from 'vitest'
import { documentEntry, writePlan } from '../../test/support/document-entry.ts'
import { smallRun } from '../../test/support/small-run.ts'
import { listOf } from '../../test/support/state.ts'
import type { WritePlan } from '../contract/document-entry.ts'
import { chunksOf } from './chunks.ts'

const chunked = async (plans: readonly (Partial<WritePlan> | null)[]) => {
  const { run, flow } = await smallRun()
  const entries = plans.map((plan, at) =>
    documentEntry(String(at), { plan: plan === null ? null : writePlan(String(at), plan) }),
  )
  const refs = new Map(entries.map(({ id, identity }) => [id, Number(identity.ref)]))
  async function* stream() {
    for (const entry of entries) yield await Promise.resolve(entry)
  }
  return (await listOf(chunksOf(run, flow, stream()))).map(({ ids, ...chunk }) => ({
    ...chunk,
    at: ids.map((id) => refs.get(id)),
  }))
}
const places = (chunks: Awaited<ReturnType<typeof chunked>>) => chunks.map(({ at }) => at)

// The small target takes 3 documents at once, and 10 lines in one journal.
describe('documents that are sent together', () => {
  test('are of one form, company and journal, in their order', async () => {
    const chunks = await chunked([
      {},
      { legalEntity: 'demf' },
      {},
      { containerKey: 'k' },
      { legalEntity: 'demf' },
      { containerKey: 'other' },
    ])
    expect(places(chunks)).toEqual([[0, 2], [1, 4], [3], [5]])
    expect(chunks[0]).toMatchObject({
      flow: 'bills',
      form: 'invoice-journal',
      legalEntity: 'usmf',
      containerKey: null,
    })
    expect(chunks[2]).toMatchObject({ containerKey: 'k' })
  })

  test('are never more than the target takes at once', async () => {
    expect(places(await chunked(Array(7).fill({})))).toEqual([[0, 1, 2], [3, 4, 5], [6]])
  })

  test('have never more lines than one journal takes, and none is split', async () => {
    const lines = (lineCount: number) => ({ containerKey: 'k', lineCount })
    expect(places(await chunked([lines(6), lines(4), lines(1), lines(9), lines(2)]))).toEqual([
      [0, 1],
      [2, 3],
      [4],
    ])
    expect(places(await chunked([lines(2), lines(12), lines(2)]))).toEqual([[0], [1], [2]])
  })

  test('have never more lines than their own journal takes, where that is less', async () => {
    const lines = (lineCount: number, linesMax: number) => ({ containerKey: 'k', lineCount, linesMax })
    expect(places(await chunked([lines(2, 4), lines(2, 4), lines(2, 4)]))).toEqual([[0, 1], [2]])
    // What was judged before the limit was lowered must not overfill what was judged after it.
    expect(places(await chunked([lines(2, 10), lines(2, 10), lines(2, 5)]))).toEqual([[0, 1], [2]])
    expect(places(await chunked([lines(2, 5), lines(2, 10), lines(2, 10)]))).toEqual([[0, 1], [2]])
    expect(places(await chunked([lines(6, 400), lines(6, 400)]))).toEqual([[0], [1]])
  })

  test('may have any number of lines where each stands alone', async () => {
    expect(places(await chunked([{ lineCount: 900 }, { lineCount: 900 }]))).toEqual([[0, 1]])
  })

  test('are all handed on once, also when there are many kinds of them; what has no plan stays', async () => {
    const plans = Array.from({ length: 900 }, (_, at) =>
      at % 9 === 0 ? null : { containerKey: `day ${at % 300}` },
    )
    const found = places(await chunked(plans)).flat()
    expect(found.toSorted((a, b) => a! - b!)).toEqual(
      plans.flatMap((plan, at) => (plan === null ? [] : [at])),
    )
  })

  test('are handed on while others are still being read', async () => {
    const { run, flow } = await smallRun()
    let read = 0
    async function* endless() {
      for (;;) yield await Promise.resolve(documentEntry(String((read += 1))))
    }
    for await (const chunk of chunksOf(run, flow, endless())) {
      expect(chunk.ids).toHaveLength(3)
      break
    }
    expect(read).toBeLessThanOrEqual(4)
  })
})
