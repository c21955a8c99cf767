import { expect, test } from 'vitest'
import { countsData, newFlowCounts, type FlowCounts } from '../../engine/counts.ts'
import { Tally } from '../../engine/tally.ts'
import type { SyncResult } from '../../services/sync.ts'
import { plainPaint } from './paint.ts'
import { renderRun } from './run.ts'

const flow = (name: string, counts: Partial<Record<keyof FlowCounts, number>>): SyncResult['flows'][number] => {
  const fresh = newFlowCounts()
  for (const [key, count] of Object.entries(counts)) for (let at = 0; at < Math.abs(count); at += 1) fresh[key as keyof FlowCounts][count > 0 ? 'add' : 'subtract'](null)
  return { flow: name, counts: countsData(fresh, new Tally()) }
}

const rendered = (result: Partial<SyncResult>) =>
  renderRun(
    {
      run: 'R1',
      route: 'airbase-to-d365',
      mode: 'sync',
      startedAt: '',
      endedAt: '',
      flows: [],
      unreadable: 0,
      due: { count: 0, amounts: {} },
      standing: [],
      stops: [],
      unusual: [],
      interrupted: false,
      documents: [],
      exitCode: 0,
      ...result,
    },
    { paint: plainPaint, table: () => Promise.resolve('') },
  )

test('a run says which flow read far less or far more than usual', async () => {
  const message = 'read nothing, where each of the last 4 runs read something'
  expect(await rendered({ unusual: [{ flow: 'bills', read: 0, before: [1, 2, 3, 4], message }] })).toContain(`! bills: ${message}.`)
})

test('the line that ties a run out holds unreadable records and what moved between flows', async () => {
  const flows = [flow('bills', { read: 2, fresh: 2, moved: 1 }), flow('other', { moved: -1 })]
  const text = await rendered({ flows, unreadable: 1 })
  expect(text).toContain('3 read = 2 new + 0 unchanged + 0 not taken + 1 unreadable')
  expect(text).toContain('Moved between flows: bills +1, other -1.')
})
