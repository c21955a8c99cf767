import { describe, expect, test } from 'vitest'
import { TRAIL, lines, record, refsOf, withDocuments } from '../../test/support/closed-state.ts'
import { verifyTrail } from './verify.ts'

describe('a trail that a crash tore', () => {
  test.each([1, 20, 400])(
    'at %i bytes of a line goes on behind its last whole one, and says what was cut',
    async (bytes) => {
      const { disk, state } = await withDocuments('one')
      const whole = disk.files.get(TRAIL)!
      disk.files.set(TRAIL, Buffer.concat([whole, Buffer.alloc(bytes, 'x')]))
      await record(state, 'two')
      expect(await verifyTrail(disk, state.paths.trail)).toMatchObject({ ok: true, torn: null })
      const cut = lines(disk).find((line) => line.includes('"event":"tail-cut"'))
      expect(JSON.parse(cut ?? '')).toMatchObject({ facts: { file: '2026-11', bytes } })
      const reader = await state.open({ mode: 'read' })
      expect(await refsOf(reader)).toEqual(['one', 'two'])
      await reader.close()
    },
  )

  test('is synced before anything follows: what is there may not have been durable', async () => {
    const { disk, state } = await withDocuments('one')
    disk.calls.length = 0
    const store = await state.open()
    expect(disk.calls.slice(0, 2)).toEqual([`open ${TRAIL}`, `sync ${TRAIL}`])
    await store.close()
  })

  test('is left as it is by readers', async () => {
    const { disk, state } = await withDocuments('one')
    const torn = Buffer.concat([disk.files.get(TRAIL)!, Buffer.from('{"n":')])
    disk.files.set(TRAIL, torn)
    const reader = await state.open({ mode: 'read' })
    expect(await refsOf(reader)).toEqual(['one'])
    await reader.close()
    expect(disk.files.get(TRAIL)).toEqual(torn)
  })
})
