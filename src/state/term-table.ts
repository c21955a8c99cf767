import { sha256Hex } from '../lib/hash.ts'
import type { TraceCode } from '../model/identity.ts'

/** A term as the index keeps it: 12 hexadecimal digits of its SHA-256. */
export const termHash = (term: string): string => sha256Hex(term).slice(0, 12)

const FIRST_CAPACITY = 1024
const LOAD_MAX = 0.8
const ID_BYTES = 18
/** 6 bytes of hash, 18 of trace code. */
const ROW_BYTES = 24

/** Natural keys that were given away in this run, at 24 bytes each. */
export class TermTable {
  #capacity = FIRST_CAPACITY
  #size = 0
  #rows = Buffer.alloc(FIRST_CAPACITY * ROW_BYTES)

  get(hash: string): TraceCode | null {
    const row = this.#find(Buffer.from(hash, 'hex'))
    return this.#rows[row + 6] === 0 ? null : (this.#rows.toString('latin1', row + 6, row + 6 + ID_BYTES) as TraceCode)
  }

  set(hash: string, id: TraceCode): void {
    if ((this.#size + 1) / this.#capacity > LOAD_MAX) this.#grow()
    const key = Buffer.from(hash, 'hex')
    const row = this.#find(key)
    if (this.#rows[row + 6] === 0) this.#size += 1
    key.copy(this.#rows, row)
    this.#rows.write(id, row + 6, ID_BYTES, 'latin1')
  }

  #find(key: Buffer): number {
    const mask = this.#capacity - 1
    for (let slot = key.readUInt32BE(0) & mask; ; slot = (slot + 1) & mask) {
      const row = slot * ROW_BYTES
      if (this.#rows[row + 6] === 0 || this.#rows.compare(key, 0, 6, row, row + 6) === 0) return row
    }
  }

  #grow(): void {
    const old = this.#rows
    this.#capacity *= 2
    this.#rows = Buffer.alloc(this.#capacity * ROW_BYTES)
    for (let row = 0; row < old.length; row += ROW_BYTES) {
      if (old[row + 6] === 0) continue
      old.copy(this.#rows, this.#find(old.subarray(row, row + 6)), row, row + ROW_BYTES)
    }
  }
}
