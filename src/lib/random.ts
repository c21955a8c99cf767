import { randomBytes } from 'node:crypto'

/** Chance, as an argument. */
export interface Random {
  /** A number in [0, 1). */
  next(): number
  /** `count` unpredictable bytes; a seeded source repeats them. */
  bytes(count: number): Buffer
}

/** Cryptographic randomness of the machine. */
export const systemRandom: Random = {
  next: () => randomBytes(6).readUIntBE(0, 6) / 2 ** 48,
  bytes: (count) => randomBytes(count),
}

/** A repeatable source for tests and for the sandbox's generator (mulberry32); not for keys. */
export const seededRandom = (seed: number): Random => {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return { next, bytes: (count) => Buffer.from(Array.from({ length: count }, () => Math.floor(next() * 256))) }
}
