import { describe, expect, test } from 'vitest'
import { ANCHOR, MANIFEST, TRAIL, lines, refsOf, refused, withDocuments } from '../../test/support/closed-state.ts'
import { documentEntry } from '../../test/support/document-entry.ts'
import { verifyTrail } from './verify.ts'

const journal = {
  container: {
    trace: documentEntry('journal').id,
    form: 'general-journal',
    flow: 'cards',
    legalEntity: 'usmf',
    currency: 'USD',
    postingDate: '2026-11-20' as never,
  },
  route: 'a-to-b',
  state: 'opening' as const,
  id: null,
  attemptedAt: 0,
  firstMissedAt: null,
  members: [],
}

describe('the index', () => {
  test.each([
    ['is missing', (files: Map<string, Buffer>) => files.delete(MANIFEST)],
    [
      'is of another format',
      (files: Map<string, Buffer>) =>
        files.set(MANIFEST, Buffer.from('{"format":99,"n":1,"hash":"","file":"","offset":0,"shards":{}}')),
    ],
  ])('that %s is made anew from the trail', async (_, change) => {
    const { disk, state } = await withDocuments('one', 'two')
    change(disk.files)
    const store = await state.open()
    expect(await refsOf(store)).toEqual(['one', 'two'])
    expect(await store.byTerm('key two')).toEqual([documentEntry('two').id])
    await store.close()
    const reader = await state.open({ mode: 'read' })
    expect(await reader.byTerm('key two')).toEqual([documentEntry('two').id])
    await reader.close()
  })

  test('whose manifest cannot be read stops the run and says how it is made anew', async () => {
    const { disk, state } = await withDocuments('one')
    disk.files.set(MANIFEST, Buffer.from('{"format":'))
    await expect(state.open()).rejects.toMatchObject({
      code: 'STATE_UNREADABLE',
      hint: expect.stringContaining('state rebuild'),
    })
  })

  test('that stands for more than the trail holds stops the run, and is not rebuilt', async () => {
    const { disk, state } = await withDocuments('one', 'two')
    disk.files.delete(ANCHOR)
    disk.files.set(
      TRAIL,
      Buffer.from(
        lines(disk)
          .slice(0, -1)
          .map((line) => `${line}\n`)
          .join(''),
      ),
    )
    await refused(state, 'MANIFEST_AHEAD_OF_TRAIL')
  })

  test('that stands for another line of that number stops the run', async () => {
    const { disk, state } = await withDocuments('one')
    const { disk: other } = await withDocuments('other')
    disk.files.delete(ANCHOR)
    disk.files.set(TRAIL, other.files.get(TRAIL)!)
    await refused(state, 'MANIFEST_AHEAD_OF_TRAIL')
  })

  test('is behind the trail after a crash: the lines behind it are taken in', async () => {
    const { disk, state } = await withDocuments('one')
    const killed = await state.open()
    killed.record({ event: 'ready', entry: documentEntry('two') })
    killed.record({ event: 'booked', entry: documentEntry('one', { state: 'booked' }) })
    killed.recordContainer({ ...journal, state: 'open' })
    killed.saveFacts('summary', { written: 1 })
    await killed.durable()
    const store = await state.open()
    expect([await refsOf(store), store.facts('summary'), store.containers('a-to-b').length]).toEqual([
      ['two'],
      { written: 1 },
      1,
    ])
    await store.close()
    expect(await verifyTrail(disk, state.paths.trail)).toMatchObject({ ok: true })
  })

  test('whose shard was damaged is healed, and the trail says so', async () => {
    const { disk, state } = await withDocuments('one', 'two')
    for (const path of disk.files.keys())
      if (path.startsWith('/root/state/db/links/')) disk.files.set(path, Buffer.from('{}'))
    const store = await state.open()
    expect((await store.get(documentEntry('one').id))?.state).toBe('ready')
    await store.close()
    const open = [...disk.files.keys()].filter((path) => path.startsWith('/root/state/db/open/'))
    for (const path of open) disk.files.delete(path)
    const healed = await state.open()
    expect(await refsOf(healed)).toEqual(['one', 'two'])
    await healed.close()
    expect(lines(disk).filter((line) => line.includes('"event":"shard-healed"'))).toHaveLength(open.length)
    const reader = await state.open({ mode: 'read' })
    expect(await refsOf(reader)).toEqual(['one', 'two'])
    await reader.close()
  })

  test.each(['facts', 'containers'])('whose shard of %s was lost is healed', async (name) => {
    const { disk, state } = await withDocuments('one')
    const store = await state.open()
    store.saveFacts('summary', { written: 1 })
    store.recordContainer({ ...journal, state: 'open' })
    await store.close()
    for (const path of disk.files.keys())
      if (path.startsWith(`/root/state/db/${name}.`)) disk.files.delete(path)
    const healed = await state.open()
    expect([healed.facts('summary'), healed.containers('a-to-b')]).toEqual([
      { written: 1 },
      [{ ...journal, state: 'open' }],
    ])
    await healed.close()
  })
})
