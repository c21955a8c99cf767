import { TrailError } from '../errors/ml-error.ts'
import type { DocumentEntry, TrailPosition } from '../contract/document-entry.ts'
import type { JsonObject } from '../lib/json.ts'
import type { KeySlot } from './seal.ts'
import { isTraceCode } from '../model/identity.ts'

/** Version of the line format that this program writes; it refuses newer ones. */
export const TRAIL_FORMAT = 1

/** Hash before the first line of a trail. */
export const GENESIS = '0'.repeat(64)

/** One line of the trail. `n` counts from 1 and is the only order. */
export interface TrailLine {
  readonly n: number
  /** UTC, by the clock of the machine; never used for order. */
  readonly at: string
  readonly run: string
  readonly event: string
  readonly doc?: string
  /** The document's line before this one. */
  readonly back?: TrailPosition
  readonly entry?: DocumentEntry
  readonly facts?: JsonObject
  /** Sealed source record or exact body: nonce, ciphertext and tag in base64, and the slot of its key. */
  readonly sealed?: { readonly what: 'content' | 'body'; readonly key: KeySlot; readonly data: string }
  readonly v: number
  /** SHA-256 of the line before, hexadecimal. */
  readonly prev: string
}

/** The text of a line without its newline; `n` is first and `prev` last, so that both are found without parsing. */
export const lineText = (line: TrailLine): string => JSON.stringify(line)

const PREV_TAIL = /"prev":"([0-9a-f]{64})"\}$/
const N_HEAD = /^\{"n":(\d{1,15}),/

/** Number and previous hash of a line, by position. Null when it is not a line of a trail. */
export const lineLinks = (text: string): { readonly n: number; readonly prev: string } | null => {
  const prev = PREV_TAIL.exec(text.slice(-75))?.[1]
  const n = N_HEAD.exec(text.slice(0, 24))?.[1]
  return prev === undefined || n === undefined ? null : { n: Number(n), prev }
}

/**
 * Parses a line that the chain vouches for: its outer shape is checked, its entry believed.
 * @throws TrailError `TRAIL_LINE_BROKEN` or `TRAIL_FORMAT_NEWER`
 */
export const parseLine = (text: string, where: string): TrailLine => {
  const line = tryParse(text)
  if (line === null || typeof line !== 'object' || !('v' in line) || !('n' in line) || !('event' in line)) {
    throw new TrailError(`${where}: this is not a line of the trail`, {
      code: 'TRAIL_LINE_BROKEN',
      hint: 'Run `ml-connector audit verify`; restore the state from a backup if it confirms the damage.',
    })
  }
  if (typeof line.v !== 'number' || line.v > TRAIL_FORMAT) {
    throw new TrailError(`${where}: written by a newer ml-connector (format ${String(line.v)}, this one knows ${TRAIL_FORMAT})`, {
      code: 'TRAIL_FORMAT_NEWER',
      hint: 'Install the newer version again; an older one must not write after it.',
    })
  }
  const parsed = line as TrailLine
  if (parsed.doc !== undefined && !isTraceCode(parsed.doc)) throw new TrailError(`${where}: bad document id`, { code: 'TRAIL_LINE_BROKEN' })
  return parsed
}

const tryParse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** The document as this line leaves it; the line that seals its record or body is named in it. Null for other lines. */
export const entryOf = (line: Pick<TrailLine, 'entry' | 'sealed'>, position: TrailPosition): DocumentEntry | null => {
  if (line.entry === undefined) return null
  if (line.sealed === undefined) return line.entry
  return { ...line.entry, [line.sealed.what === 'body' ? 'intent' : 'content']: position }
}
