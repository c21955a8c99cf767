import { describe, expect, test } from 'vitest'
import { seededRandom, systemRandom } from './random.ts'

const draw = (seed: number) => {
  const random = seededRandom(seed)
  return [random.next(), random.bytes(16).toString('hex'), random.next(), random.bytes(0).length]
}

describe('chance', () => {
  test('of one seed repeats itself; of another one it is another', () => {
    expect(draw(7)).toEqual(draw(7))
    expect(draw(7)).not.toEqual(draw(8))
    expect(draw(0)).not.toEqual(draw(1))
  })

  test('of one source is not that of another with the same seed: each goes on by itself', () => {
    const [left, right] = [seededRandom(3), seededRandom(3)]
    left.next()
    left.next()
    expect(right.next()).toBe(seededRandom(3).next())
  })

  test.each([
    ['seeded', seededRandom(5)],
    ['the machine’s', systemRandom],
  ])('is at least 0 and below 1, and spread out (%s)', (_, random) => {
    const drawn = Array.from({ length: 1_000 }, () => random.next())
    expect(drawn.every((value) => value >= 0 && value < 1)).toBe(true)
    expect(new Set(drawn.map((value) => Math.floor(value * 10))).size).toBe(10)
    expect(random.bytes(12)).toHaveLength(12)
  })

  test('of the machine does not repeat', () => {
    expect(systemRandom.bytes(16).equals(systemRandom.bytes(16))).toBe(false)
  })
})
