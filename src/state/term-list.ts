import type { TraceCode } from '../model/identity.ts'

const HASH_BYTES = 6
const ID_BYTES = 18
const ROW_BYTES = HASH_BYTES + ID_BYTES
const FIRST_ROWS = 1024
/** Terms of one shard share the first 12 bits of their hash. */
const PREFIXES = 4096

/** Terms and their documents in the order in which they came, at 24 bytes each; the same pair may come again. */
export class TermList {
  #rows = Buffer.alloc(FIRST_ROWS * ROW_BYTES)
  #size = 0

  get size(): number {
    return this.#size
  }

  add(hash: string, id: TraceCode): void {
    const at = this.#size * ROW_BYTES
    if (at === this.#rows.length) this.#rows = Buffer.concat([this.#rows, Buffer.alloc(this.#rows.length)])
    this.#rows.write(hash, at, HASH_BYTES, 'hex')
    this.#rows.write(id, at + HASH_BYTES, ID_BYTES, 'latin1')
    this.#size += 1
  }

  /** The terms of one shard after the other; `prefix` is a hash's first three digits. */
  *byPrefix(): Generator<
    readonly [prefix: string, terms: readonly { readonly hash: string; readonly id: TraceCode }[]]
  > {
    const rows = this.#sorted()
    for (let from = 0; from < rows.length;) {
      const prefix = this.#prefix(rows[from] ?? 0)
      let to = from
      while (to < rows.length && this.#prefix(rows[to] ?? 0) === prefix) to += 1
      yield [prefix.toString(16).padStart(3, '0'), [...rows.subarray(from, to)].map((row) => this.#read(row))]
      from = to
    }
  }

  clear(): void {
    this.#size = 0
  }

  /** Rows by prefix, those of one prefix in the order in which they came: a counting sort. */
  #sorted(): Uint32Array {
    const starts = new Uint32Array(PREFIXES + 1)
    for (let row = 0; row < this.#size; row += 1)
      starts[this.#prefix(row) + 1] = (starts[this.#prefix(row) + 1] ?? 0) + 1
    for (let prefix = 0; prefix < PREFIXES; prefix += 1)
      starts[prefix + 1] = (starts[prefix + 1] ?? 0) + (starts[prefix] ?? 0)
    const sorted = new Uint32Array(this.#size)
    for (let row = 0; row < this.#size; row += 1) {
      const prefix = this.#prefix(row)
      const place = starts[prefix] ?? 0
      sorted[place] = row
      starts[prefix] = place + 1
    }
    return sorted
  }

  #prefix(row: number): number {
    return this.#rows.readUInt16BE(row * ROW_BYTES) >>> 4
  }

  #read(row: number): { readonly hash: string; readonly id: TraceCode } {
    const at = row * ROW_BYTES
    const hash = this.#rows.toString('hex', at, at + HASH_BYTES)
    return { hash, id: this.#rows.toString('latin1', at + HASH_BYTES, at + ROW_BYTES) as TraceCode }
  }
}
