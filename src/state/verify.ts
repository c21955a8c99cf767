import { hash } from 'node:crypto'
import { join } from 'node:path'
import type { Disk } from '../contract/disk.ts'
import { GENESIS, lineLinks } from './trail-line.ts'
import { trailFiles } from './trail-reader.ts'
import type { TrailHead } from './trail.ts'

/** Bytes of a line that a crash tore: no defect, the next writer cuts them. */
export interface TornTail {
  readonly file: string
  readonly bytes: number
}

/** First place at which the chain does not hold. */
export interface BrokenAt {
  /** Month file, `2026-11`. */
  readonly file: string
  /** Number that the line should have. */
  readonly n: number
  /** Line in its file, from 1. */
  readonly line: number
  /** Where the line begins in its file. */
  readonly byte: number
  /** As a sentence for people. */
  readonly why: string
}

/** What a walk over the whole chain found. */
export type TrailVerdict =
  | {
      readonly ok: true
      readonly lines: number
      readonly files: readonly string[]
      readonly bytes: number
      /** Last complete line; number 0 for a state without a trail. */
      readonly head: TrailHead
      readonly torn: TornTail | null
    }
  | {
      readonly ok: false
      readonly lines: number
      readonly files: readonly string[]
      readonly brokenAt: BrokenAt
    }

export interface VerifyOptions {
  /** Called about once per {@link CHUNK_BYTES} with what was read so far. */
  readonly onProgress?: (done: { readonly lines: number; readonly bytes: number }) => void
}

/** Bytes read at once; the next chunk is on its way while one is being hashed. */
const CHUNK_BYTES = 2 * 1024 * 1024
/** No line of ours is near as long: a file without a newline is not a trail, and must not fill the memory. */
const LINE_BYTES_MAX = 64 * 1024 * 1024
const NEWLINE = 0x0a

/** Where the walk stands: what the next line must carry. */
interface Walk {
  n: number
  prev: string
  bytes: number
  file: string
  line: number
}

/**
 * Walks all lines of all month files and checks that their numbers go on and that each carries the hash of the line
 * before. Parses no JSON and keeps one chunk in memory. An incomplete last line is reported apart: it is no break.
 */
export const verifyTrail = async (
  disk: Disk,
  folder: string,
  options: VerifyOptions = {},
): Promise<TrailVerdict> => {
  const files = await trailFiles(disk, folder)
  const walk: Walk = { n: 0, prev: GENESIS, bytes: 0, file: '', line: 0 }
  let torn: TornTail | null = null
  for (const file of files) {
    Object.assign(walk, { file, line: 0 })
    const end = await walkFile(disk, join(folder, `${file}.jsonl`), walk, options)
    if ('why' in end) return { ok: false, lines: walk.n, files, brokenAt: placeOf(walk, end) }
    if (end.tornBytes === 0) continue
    const why = `it is incomplete, and ${file}.jsonl is not the newest file`
    if (file !== files.at(-1))
      return { ok: false, lines: walk.n, files, brokenAt: placeOf(walk, { byte: end.byte, why }) }
    torn = { file, bytes: end.tornBytes }
  }
  return { ok: true, lines: walk.n, files, bytes: walk.bytes, head: { n: walk.n, hash: walk.prev }, torn }
}

const placeOf = (walk: Walk, { byte, why }: Break): BrokenAt => ({
  file: walk.file,
  n: walk.n + 1,
  line: walk.line + 1,
  byte,
  why,
})

interface Break {
  readonly byte: number
  readonly why: string
}

/** Where a file ends, or where its first line stands that breaks the chain. */
type FileEnd = { readonly byte: number; readonly tornBytes: number } | Break

const walkFile = async (
  disk: Disk,
  path: string,
  walk: Walk,
  { onProgress }: VerifyOptions,
): Promise<FileEnd> => {
  let at = 0
  let rest: Buffer = Buffer.alloc(0)
  // Two buffers in turn: new memory for each chunk would cost as much as hashing it.
  let [current, other] = [Buffer.allocUnsafe(CHUNK_BYTES), Buffer.allocUnsafe(CHUNK_BYTES)]
  let ahead = disk.readRange(path, 0, CHUNK_BYTES, current)
  for (;;) {
    const chunk = await ahead
    if (chunk.length === 0) return { byte: at, tornBytes: rest.length }
    ;[current, other] = [other, current]
    ahead = disk.readRange(path, at + rest.length + chunk.length, CHUNK_BYTES, current)
    const { used, left, why } = walkChunk(rest, chunk, walk)
    at += used
    if (why !== null) return discard(ahead, { byte: at, why })
    rest = Buffer.from(left)
    if (rest.length > LINE_BYTES_MAX) return discard(ahead, { byte: at, why: 'it has no end' })
    onProgress?.({ lines: walk.n, bytes: walk.bytes })
  }
}

/** The chunk that was asked for ahead is not needed; its failure neither. */
const discard = async (ahead: Promise<Buffer>, end: Break): Promise<Break> => {
  await ahead.catch(() => undefined)
  return end
}

/** Bytes that held, what is left behind the last newline, and why the next line does not follow. */
interface Walked {
  readonly used: number
  readonly left: Buffer
  readonly why: string | null
}

/** Only the line that two chunks share is put together by copying. */
const walkChunk = (rest: Buffer, chunk: Buffer, walk: Walk): Walked => {
  if (rest.length === 0) return walkLines(chunk, 0, walk)
  const end = chunk.indexOf(NEWLINE)
  if (end < 0) return { used: 0, left: Buffer.concat([rest, chunk]), why: null }
  const shared = walkLines(Buffer.concat([rest, chunk.subarray(0, end + 1)]), 0, walk)
  if (shared.why !== null) return shared
  const { used, ...others } = walkLines(chunk, end + 1, walk)
  return { used: shared.used + used, ...others }
}

const walkLines = (buffer: Buffer, from: number, walk: Walk): Walked => {
  let at = from
  let why: string | null = null
  for (let end = buffer.indexOf(NEWLINE, at); end >= 0; end = buffer.indexOf(NEWLINE, at)) {
    if (!follows(buffer, at, end, walk)) {
      why = whyNot(buffer.subarray(at, end), walk)
      break
    }
    walk.prev = hash('sha256', buffer.subarray(at, end), 'hex')
    walk.n += 1
    walk.line += 1
    at = end + 1
  }
  walk.bytes += at - from
  return { used: at - from, left: buffer.subarray(at), why }
}

const HASH_LENGTH = GENESIS.length
const PREV = '"prev":"'
const END = '"}'

/** Compares the two ends of a line with what they must be: its number in front, the hash of the line before at the end. */
const follows = (buffer: Buffer, start: number, end: number, { n, prev }: Walk): boolean => {
  const head = `{"n":${n + 1},`
  const hashEnd = end - END.length
  const hashStart = hashEnd - HASH_LENGTH
  return (
    hashStart - PREV.length - start >= head.length &&
    holds(buffer, start, head) &&
    holds(buffer, hashStart - PREV.length, PREV) &&
    holds(buffer, hashEnd, END) &&
    buffer.toString('latin1', hashStart, hashEnd) === prev
  )
}

/** Byte by byte: a string made of the bytes would cost more, for texts this short. */
const holds = (buffer: Buffer, at: number, text: string): boolean => {
  for (let i = 0; i < text.length; i += 1) if (buffer[at + i] !== text.charCodeAt(i)) return false
  return true
}

const whyNot = (line: Buffer, { n }: Walk): string => {
  const links = lineLinks(line.toString('utf8'))
  if (links === null) return 'it is not a line of the trail'
  if (links.n !== n + 1)
    return `its number is ${links.n}, not ${n + 1}: ${links.n > n ? 'lines before it are missing' : 'it stands twice or in the wrong place'}`
  if (n === 0) return 'it is the first line, but was written after another one: lines before it are missing'
  return `it was not written after line ${n} as that stands here: line ${n} or this one was changed`
}
