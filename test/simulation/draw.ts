import type { Random } from '../../src/lib/random.ts'

/** Draws from a seeded source, so that a seed says everything. */
export interface Draw {
  /** A whole number from `from` to `to`, both included. */
  whole(from: number, to: number): number
  chance(share: number): boolean
  oneOf<Item>(items: readonly Item[]): Item
}

export const drawFrom = (random: Random): Draw => {
  const whole = (from: number, to: number) => from + Math.floor(random.next() * (to - from + 1))
  return {
    whole,
    chance: (share) => random.next() < share,
    oneOf: (items) => {
      const item = items[whole(0, items.length - 1)]
      if (item === undefined) throw new Error('nothing to draw from')
      return item
    },
  }
}
