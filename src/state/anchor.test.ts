import { describe, expect, test } from 'vitest'
import { ANCHOR, record, refsOf, refused, withDocuments } from '../../test/support/closed-state.ts'
import { testState } from '../../test/support/state.ts'

describe('the anchor', () => {
  test('stops a state that is older than the books', async () => {
    const { disk, state } = await withDocuments('one')
    disk.copyFolder('/root/state', '/yesterday')
    await record(state, 'two')
    disk.copyFolder('/yesterday', '/root/state')
    await refused(state, 'TRAIL_ENDS_BEFORE_ANCHOR')
  })

  test('stops an emptied state', async () => {
    const { disk, state } = await withDocuments('one')
    disk.removeFolder('/root/state')
    await refused(state, 'TRAIL_ENDS_BEFORE_ANCHOR')
  })

  test('stops a state that went another way, also when that is the longer one', async () => {
    const { disk, state } = await withDocuments('one')
    disk.copyFolder('/root/state', '/yesterday')
    await record(state, 'two')
    const anchor = disk.files.get(ANCHOR)!
    disk.copyFolder('/yesterday', '/root/state')
    disk.files.delete(ANCHOR)
    await record(state, 'other', 'and', 'more')
    disk.files.set(ANCHOR, anchor)
    await refused(state, 'TRAIL_NOT_THE_ANCHORED_ONE')
  })

  test('still knows its line after a run that added none', async () => {
    const { disk, state } = await withDocuments('one')
    await record(state)
    const anchor = disk.files.get(ANCHOR)!
    const { disk: other } = await withDocuments('other', 'way')
    other.files.set(ANCHOR, anchor)
    await refused(testState(other), 'TRAIL_NOT_THE_ANCHORED_ONE')
  })

  test('holds for a state that only grew: a crash wrote no new one', async () => {
    const { state } = await withDocuments('one')
    const killed = await state.open()
    killed.note({ event: 'x', facts: {} })
    await killed.durable()
    const store = await state.open()
    expect(await refsOf(store)).toEqual(['one'])
    await store.close()
  })

  test('that cannot be read stops the run, and no one who adopts the state', async () => {
    const { disk, state } = await withDocuments('one')
    disk.files.set(ANCHOR, Buffer.from('{'))
    await refused(state, 'ANCHOR_UNREADABLE')
    await (await state.open({ adopt: true })).close()
    await (await state.open()).close()
  })

  test('is written anew by who adopts a state', async () => {
    const { disk, state } = await withDocuments('one')
    disk.copyFolder('/root/state', '/yesterday')
    await record(state, 'two')
    disk.copyFolder('/yesterday', '/root/state')
    await (await state.open({ adopt: true })).close()
    const store = await state.open()
    expect(await refsOf(store)).toEqual(['one'])
    await store.close()
  })
})
