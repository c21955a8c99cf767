import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { memoryDisk } from '../../test/support/memory-disk.ts'
import { overlayDisk } from './overlay-disk.ts'

const PATH = '/state/file'
const stepArb = fc.oneof(
  fc.record({ append: fc.uint8Array({ maxLength: 20 }) }),
  fc.record({ truncate: fc.nat({ max: 60 }) }),
)

describe('a disk that forgets', () => {
  test('reads like the real one after the same writes, while the real one stays as it was', async () => {
    const steps = fc.array(stepArb, { maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 40 }), steps, async (start, writes) => {
        const [base, model] = [memoryDisk(), memoryDisk()]
        for (const disk of [base, model]) disk.files.set(PATH, Buffer.from(start))
        const overlay = overlayDisk(base)
        const [file, same] = [await overlay.openAppend(PATH), await model.openAppend(PATH)]
        for (const step of writes) {
          for (const each of [file, same]) {
            await ('append' in step ? each.append(Buffer.from(step.append)) : each.truncate(step.truncate))
          }
          expect(file.size).toBe(same.size)
          for (const [offset, length] of [
            [0, 200],
            [10, 15],
            [same.size, 5],
          ] as const) {
            expect(await overlay.readRange(PATH, offset, length)).toEqual(
              await model.readRange(PATH, offset, length),
            )
          }
        }
        expect(base.files.get(PATH)).toEqual(Buffer.from(start))
      }),
    )
  })

  test('keeps what is written whole to itself', async () => {
    const base = memoryDisk()
    const overlay = overlayDisk(base)
    await overlay.write('/a', Buffer.from('1'))
    await overlay.writeAtomic('/b', Buffer.from('2'))
    expect([String(await overlay.read('/a')), String(await overlay.read('/b')), base.files.size]).toEqual([
      '1',
      '2',
      0,
    ])
  })
})
