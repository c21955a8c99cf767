import type { Random } from '../../lib/random.ts'

/** Choices drawn from one source of chance; the same seed makes the same choices. */
export interface Dice {
  readonly random: Random
  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number
  chance(probability: number): boolean
  pick<T>(choices: readonly [T, ...T[]] | readonly T[]): T
  uuid(): string
}

/** Dice over a source of chance. */
export function createDice(random: Random): Dice {
  const between = (low: number, high: number) => low + Math.floor(random.next() * (high - low + 1))
  return {
    random,
    between,
    chance: (probability) => random.next() < probability,
    pick(choices) {
      const chosen = choices[between(0, choices.length - 1)]
      if (chosen === undefined) throw new Error('nothing to pick from')
      return chosen
    },
    uuid() {
      const part = () =>
        Math.floor(random.next() * 2 ** 32)
          .toString(16)
          .padStart(8, '0')
      const [a, b, c, d] = [part(), part(), part(), part()]
      return `${a}-${b.slice(0, 4)}-4${b.slice(5)}-a${c.slice(1, 4)}-${c.slice(4)}${d}`
    },
  }
}
