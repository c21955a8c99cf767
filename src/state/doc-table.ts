import { DOCUMENT_STATES, type DocumentEntry, type DocumentState, type TrailPosition } from '../contract/document-entry.ts'
import { present } from '../lib/assert.ts'
import type { TraceCode } from '../model/identity.ts'

/** What the table knows of a document without reading its line. */
export interface DocRow {
  readonly state: DocumentState
  /** `<route>/<flow>`. */
  readonly flow: string
  readonly ackDue: boolean
  readonly conflict: boolean
  readonly seen: boolean
  /** Has a line that the index does not know yet. */
  readonly changed: boolean
  readonly position: TrailPosition
}

export type TableEntry = Pick<DocumentEntry, 'state' | 'route' | 'flow' | 'acknowledged' | 'conflict'>

const ROW_BYTES = 32
/** Byte offsets in a row. The three key words hold 30, 30 and 20 of a trace code's 80 bits. */
const AT = { key1: 0, key2: 4, key3: 8, length: 12, offset: 16, file: 24, state: 26, flow: 27, flags: 28 } as const
const ACK_DUE = 1
const SEEN = 2
const CHANGED = 4
const CONFLICT = 8
const LOAD_MAX = 0.8
const FIRST_CAPACITY = 64

/**
 * Documents that are open or changed in this run, at 32 bytes each, so that memory hardly grows with the run:
 * state, flow and the place of the latest line; all else is read from the trail when it is needed.
 */
export class DocTable {
  #capacity = FIRST_CAPACITY
  #size = 0
  #rows = new DataView(new ArrayBuffer(FIRST_CAPACITY * ROW_BYTES))
  readonly #flows: string[] = []
  readonly #files: string[] = []

  get size(): number {
    return this.#size
  }

  get(id: TraceCode): DocRow | null {
    const row = this.#find(keyOf(id))
    return this.#isFree(row) ? null : this.#read(row)
  }

  /** `changed` is false for what was loaded from the index. */
  set(id: TraceCode, entry: TableEntry, position: TrailPosition, changed = true): void {
    if ((this.#size + 1) / this.#capacity > LOAD_MAX) this.#grow()
    const key = keyOf(id)
    const row = this.#find(key)
    const rows = this.#rows
    if (this.#isFree(row)) this.#size += 1
    rows.setUint32(row + AT.key1, key[0])
    rows.setUint32(row + AT.key2, key[1])
    rows.setUint32(row + AT.key3, key[2])
    rows.setUint32(row + AT.length, position.length)
    rows.setFloat64(row + AT.offset, position.offset)
    rows.setUint16(row + AT.file, indexIn(this.#files, position.file))
    rows.setUint8(row + AT.state, DOCUMENT_STATES.indexOf(entry.state))
    rows.setUint8(row + AT.flow, indexIn(this.#flows, `${entry.route}/${entry.flow}`))
    const seen = rows.getUint8(row + AT.flags) & SEEN
    const told = entry.acknowledged === 'due' ? ACK_DUE : 0
    rows.setUint8(row + AT.flags, seen | told | (changed ? CHANGED : 0) | (entry.conflict === null ? 0 : CONFLICT))
  }

  /** Marks a document as read in this run; one that is not in the table is left alone. */
  markSeen(id: TraceCode): void {
    const row = this.#find(keyOf(id))
    if (!this.#isFree(row)) this.#rows.setUint8(row + AT.flags, this.#rows.getUint8(row + AT.flags) | SEEN)
  }

  /** Documents that pass `wanted`, in the order of their latest lines; a snapshot, which later changes do not move. */
  select(wanted: (row: DocRow) => boolean, newestFirst = false): Iterable<TraceCode> {
    const rows: number[] = []
    for (const row of this.#used()) if (wanted(this.#read(row))) rows.push(row)
    rows.sort((a, b) => (newestFirst ? this.#compare(b, a) : this.#compare(a, b)))
    const keys = new Uint32Array(rows.length * 3)
    rows.forEach((row, at) => keys.set(this.#key(row), at * 3))
    return idsOf(keys)
  }

  count(wanted: (row: DocRow) => boolean): number {
    let count = 0
    for (const row of this.#used()) if (wanted(this.#read(row))) count += 1
    return count
  }

  /** Every document, in no order. */
  *all(): Generator<{ readonly id: TraceCode; readonly row: DocRow }> {
    for (const row of this.#used()) yield { id: idOf(this.#key(row)), row: this.#read(row) }
  }

  *#used(): Generator<number> {
    for (let row = 0; row < this.#capacity * ROW_BYTES; row += ROW_BYTES) if (!this.#isFree(row)) yield row
  }

  #compare(a: number, b: number): number {
    const files = this.#rows.getUint16(a + AT.file) - this.#rows.getUint16(b + AT.file)
    if (files === 0) return this.#rows.getFloat64(a + AT.offset) - this.#rows.getFloat64(b + AT.offset)
    return this.#read(a).position.file < this.#read(b).position.file ? -1 : 1
  }

  #isFree(row: number): boolean {
    return this.#rows.getUint32(row + AT.length) === 0
  }

  #key(row: number): Key {
    const rows = this.#rows
    return [rows.getUint32(row + AT.key1), rows.getUint32(row + AT.key2), rows.getUint32(row + AT.key3)]
  }

  #read(row: number): DocRow {
    const rows = this.#rows
    const flags = rows.getUint8(row + AT.flags)
    return {
      state: present(DOCUMENT_STATES[rows.getUint8(row + AT.state)], 'the state'),
      flow: present(this.#flows[rows.getUint8(row + AT.flow)], 'the flow'),
      ackDue: (flags & ACK_DUE) !== 0,
      conflict: (flags & CONFLICT) !== 0,
      seen: (flags & SEEN) !== 0,
      changed: (flags & CHANGED) !== 0,
      position: {
        file: present(this.#files[rows.getUint16(row + AT.file)], 'the file'),
        offset: rows.getFloat64(row + AT.offset),
        length: rows.getUint32(row + AT.length),
      },
    }
  }

  /** Byte offset of the row with this key, or of the free row where it belongs. */
  #find(key: Key): number {
    const mask = this.#capacity - 1
    for (let slot = key[0] & mask; ; slot = (slot + 1) & mask) {
      const row = slot * ROW_BYTES
      if (this.#isFree(row) || sameKey(this.#key(row), key)) return row
    }
  }

  #grow(): void {
    const old = new Uint8Array(this.#rows.buffer)
    const oldCapacity = this.#capacity
    const oldRows = this.#rows
    this.#capacity *= 2
    this.#rows = new DataView(new ArrayBuffer(this.#capacity * ROW_BYTES))
    const bytes = new Uint8Array(this.#rows.buffer)
    for (let row = 0; row < oldCapacity * ROW_BYTES; row += ROW_BYTES) {
      if (oldRows.getUint32(row + AT.length) === 0) continue
      const key: Key = [oldRows.getUint32(row), oldRows.getUint32(row + AT.key2), oldRows.getUint32(row + AT.key3)]
      bytes.set(old.subarray(row, row + ROW_BYTES), this.#find(key))
    }
  }
}

/** A trace code's 16 letters as numbers: 6, 6 and 4 of them. */
type Key = readonly [number, number, number]

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const VALUE = new Map([...BASE32].map((letter, value) => [letter, value]))

const keyOf = (id: TraceCode): Key => [word(id, 2, 8), word(id, 8, 14), word(id, 14, 18)]

const word = (id: string, from: number, to: number): number => {
  let value = 0
  for (let at = from; at < to; at += 1) value = value * 32 + (VALUE.get(id.charAt(at)) ?? 0)
  return value
}

const idOf = (key: Key): TraceCode => `ML${letters(key[0], 6)}${letters(key[1], 6)}${letters(key[2], 4)}` as TraceCode

const letters = (value: number, count: number): string => {
  let text = ''
  for (let left = value; text.length < count; left = Math.floor(left / 32)) text = BASE32.charAt(left % 32) + text
  return text
}

const sameKey = (a: Key, b: Key): boolean => a[0] === b[0] && a[1] === b[1] && a[2] === b[2]

function* idsOf(keys: Uint32Array): Generator<TraceCode> {
  for (let at = 0; at < keys.length; at += 3) yield idOf([keys[at] ?? 0, keys[at + 1] ?? 0, keys[at + 2] ?? 0])
}

const indexIn = (names: string[], name: string): number => {
  const at = names.indexOf(name)
  return at >= 0 ? at : names.push(name) - 1
}
