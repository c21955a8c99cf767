import { describe, expect, test } from 'vitest'
import { ANCHOR, MANIFEST, TRAIL, record, refsOf, refused, withDocuments } from '../../test/support/closed-state.ts'
import { memoryDisk } from '../../test/support/memory-disk.ts'
import { testState } from '../../test/support/state.ts'

describe('a state', () => {
  test('begins empty, and knows the machine that it was made on', async () => {
    const state = testState(memoryDisk())
    const store = await state.open()
    expect([await refsOf(store), store.facts('machine')]).toEqual([[], { id: 'machine-1' }])
    await store.close()
  })

  test('is read without changing anything', async () => {
    const { disk, state } = await withDocuments('one')
    const before = new Map(disk.files)
    disk.calls.length = 0
    const reader = await state.open({ mode: 'read' })
    expect(await refsOf(reader)).toEqual(['one'])
    expect(() => reader.note({ event: 'x', facts: {} })).toThrow(expect.objectContaining({ exitCode: 1 }))
    await reader.close()
    expect([disk.calls, disk.files]).toEqual([[], before])
  })

  test('is closed in this order: trail, index, manifest, old shards, anchor', async () => {
    const { disk, state } = await withDocuments('one')
    disk.calls.length = 0
    await record(state, 'two')
    const at = (call: string) => disk.calls.findIndex((each) => each.startsWith(call))
    const lastOf = (call: string) => disk.calls.findLastIndex((each) => each.startsWith(call))
    const order = [
      lastOf(`sync ${TRAIL}`),
      at('write /root/state/db'),
      at(`write-atomic ${MANIFEST}`),
      at('remove /root/state/db'),
      at(`write-atomic ${ANCHOR}`),
    ]
    expect(
      order.every((place, step) => place > (order[step - 1] ?? -1)),
      String(disk.calls),
    ).toBe(true)
    expect(lastOf('write /root/state/db')).toBeLessThan(at(`write-atomic ${MANIFEST}`))
  })
})

describe('a state of another machine', () => {
  test('stops the run, until it is adopted here', async () => {
    const { state } = await withDocuments('one')
    const there = { machine: 'machine-2' }
    await expect(state.open(there)).rejects.toMatchObject({ code: 'STATE_OF_ANOTHER_MACHINE', exitCode: 10 })
    await (await state.open({ ...there, adopt: true })).close()
    await (await state.open(there)).close()
    await refused(state, 'STATE_OF_ANOTHER_MACHINE')
  })

  test('is known as such also after a crash before its first index', async () => {
    const state = testState(memoryDisk())
    const killed = await state.open()
    await killed.durable()
    await expect(state.open({ machine: 'machine-2' })).rejects.toMatchObject({
      code: 'STATE_OF_ANOTHER_MACHINE',
    })
  })
})
