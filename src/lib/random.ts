import { randomBytes } from 'node:crypto'

/** Chance, as an argument. */
export interface Random {
  /** A number in [0, 1). */
  next(): number
  /** `count` unpredictable bytes; a seeded source repeats them. */
  bytes(count: number): Buffer
}

/** Few bytes are taken from a supply of so many: the operating system is asked less often. */
const SUPPLY_BYTES = 4096

/** Cryptographic randomness of the machine; no byte is handed out twice. */
const machineRandom = (): Random => {
  let supply = Buffer.alloc(0)
  const bytes = (count: number): Buffer => {
    if (count > SUPPLY_BYTES / 4) return randomBytes(count)
    if (count > supply.length) supply = randomBytes(SUPPLY_BYTES)
    const taken = Buffer.from(supply.subarray(0, count))
    supply.fill(0, 0, count)
    supply = supply.subarray(count)
    return taken
  }
  return { next: () => bytes(6).readUIntBE(0, 6) / 2 ** 48, bytes }
}

export const systemRandom: Random = machineRandom()

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
