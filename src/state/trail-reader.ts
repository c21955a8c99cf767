import { join } from 'node:path'
import type { Disk } from '../contract/disk.ts'
import type { TrailPosition } from '../contract/document-entry.ts'
import { TrailError } from '../errors/ml-error.ts'
import { sha256Hex } from '../lib/hash.ts'
import { lineLinks, parseLine, type TrailLine } from './trail-line.ts'
import { genesisHead, type TrailHead } from './trail.ts'

const CHUNK_BYTES = 1024 * 1024
const NEWLINE = 0x0a

/** Month files of a trail, oldest first: `2026-11`. */
export const trailFiles = async (disk: Disk, folder: string): Promise<readonly string[]> =>
  (await disk.list(folder)).flatMap((name) => /^(\d{4}-\d{2})\.jsonl$/.exec(name)?.[1] ?? [])

/** A complete line as it stands. */
export interface RawLine {
  readonly bytes: Buffer
  readonly position: TrailPosition
}

/** Complete lines of one file from `offset`, in order; an incomplete last line is left out. */
export async function* readRawLines(disk: Disk, folder: string, file: string, offset: number): AsyncGenerator<RawLine> {
  const path = join(folder, `${file}.jsonl`)
  let rest: Buffer = Buffer.alloc(0)
  let at = offset
  for (;;) {
    const chunk = await disk.readRange(path, at + rest.length, CHUNK_BYTES)
    if (chunk.length === 0) return
    let buffer = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    for (let end = buffer.indexOf(NEWLINE); end >= 0; end = buffer.indexOf(NEWLINE)) {
      yield { bytes: buffer.subarray(0, end), position: { file, offset: at, length: end } }
      buffer = buffer.subarray(end + 1)
      at += end + 1
    }
    rest = buffer
  }
}

/** One line by its position. */
export const readLineAt = async (disk: Disk, folder: string, position: TrailPosition): Promise<TrailLine> => {
  const bytes = await disk.readRange(join(folder, `${position.file}.jsonl`), position.offset, position.length)
  return parseLine(bytes.toString('utf8'), `${position.file}.jsonl at byte ${position.offset}`)
}

/** All lines from a place on, parsed, across month files. */
export async function* readLinesFrom(
  disk: Disk,
  folder: string,
  from: { readonly file: string; readonly offset: number } | null,
): AsyncGenerator<{ readonly line: TrailLine; readonly position: TrailPosition }> {
  for (const file of await trailFiles(disk, folder)) {
    if (from !== null && file < from.file) continue
    const start = from !== null && file === from.file ? from.offset : 0
    for await (const raw of readRawLines(disk, folder, file, start)) {
      yield { line: parseLine(raw.bytes.toString('utf8'), `${file}.jsonl at byte ${raw.position.offset}`), position: raw.position }
    }
  }
}

/** What the end of the newest file looks like. */
export interface TrailEnd {
  readonly file: string
  readonly head: TrailHead
  /** Bytes up to and with the newline of the last complete line. */
  readonly wholeBytes: number
  /** Bytes after it: a line that was torn by a crash. */
  readonly tornBytes: number
}

/** Finds the last complete line; null for a state without a trail. */
export const findTrailEnd = async (disk: Disk, folder: string): Promise<TrailEnd | null> => {
  const files = await trailFiles(disk, folder)
  for (const file of files.toReversed()) {
    const end = await endOfFile(disk, folder, file)
    if (end.head !== null) return { ...end, head: end.head }
    if (file === files[0]) return { ...end, head: genesisHead }
    // A new month whose first line was torn: the head is in the month before, the torn bytes here.
    const before = await findHead(disk, folder, files.slice(0, files.indexOf(file)))
    return { ...end, head: before }
  }
  return null
}

const findHead = async (disk: Disk, folder: string, files: readonly string[]): Promise<TrailHead> => {
  for (const file of files.toReversed()) {
    const { head } = await endOfFile(disk, folder, file)
    if (head !== null) return head
  }
  return genesisHead
}

const endOfFile = async (disk: Disk, folder: string, file: string) => {
  const path = join(folder, `${file}.jsonl`)
  const size = (await disk.size(path)) ?? 0
  for (let window = 64 * 1024; ; window *= 8) {
    const start = Math.max(0, size - window)
    const tail = await disk.readRange(path, start, size - start)
    const last = tail.lastIndexOf(NEWLINE)
    const before = last <= 0 ? -1 : tail.lastIndexOf(NEWLINE, last - 1)
    if (last < 0 && start === 0) return { file, head: null, wholeBytes: 0, tornBytes: size }
    if (last >= 0 && (before >= 0 || start === 0)) {
      return { file, head: headOf(tail.subarray(before + 1, last), file), wholeBytes: start + last + 1, tornBytes: size - (start + last + 1) }
    }
  }
}

const headOf = (bytes: Buffer, file: string): TrailHead => {
  const links = lineLinks(bytes.toString('utf8'))
  if (links === null) {
    throw new TrailError(`${file}.jsonl: its last line is not a line of the trail`, {
      code: 'TRAIL_LINE_BROKEN',
      hint: 'Run `ml-connector audit verify`; restore the state from a backup if it confirms the damage.',
    })
  }
  return { n: links.n, hash: sha256Hex(bytes) }
}
