import { join } from 'node:path'
import type { AppendFile, Disk } from '../contract/disk.ts'
import type { TrailPosition } from '../contract/document-entry.ts'
import { isoTime, type Clock } from '../lib/clock.ts'
import { present } from '../lib/assert.ts'
import { deferred, type Deferred } from '../lib/deferred.ts'
import { sha256Hex } from '../lib/hash.ts'
import { GENESIS, TRAIL_FORMAT, lineText, type TrailLine } from './trail-line.ts'

/** Last line of a trail: its number and the hash that the next line will carry. */
export interface TrailHead {
  readonly n: number
  readonly hash: string
}

export interface TrailParts {
  readonly disk: Disk
  readonly clock: Clock
  readonly folder: string
  readonly run: string
  /** Newest month file and the head found in it. */
  readonly file: string
  readonly head: TrailHead
  /** Runs, durably, before the lines of a group are written: keys of what the lines seal. */
  readonly beforeGroup: () => Promise<void>
}

export type NewLine = Omit<TrailLine, 'n' | 'at' | 'run' | 'v' | 'prev'>

/** The writing end of the trail: one per process, under the lock. */
export interface Trail {
  /** Puts a line into the next group and says where it will stand. It is not durable yet. */
  add(line: NewLine): TrailPosition
  /** Resolves when every line added so far is durable; rejects, then and ever after, when a write failed. */
  durable(): Promise<void>
  /** Whether lines that this process added still wait to be written, this one perhaps among them. */
  awaits(position: TrailPosition): boolean
  head(): TrailHead
  /** Where the next line will stand. */
  end(): { readonly file: string; readonly offset: number }
  /** Where the last line stands that this process added; null before the first. */
  lastPosition(): TrailPosition | null
  close(): Promise<void>
}

/** Lines of one month that are written together. */
interface MonthLines {
  readonly file: string
  readonly lines: string[]
}

/** Lines that share one sync. */
interface Group {
  readonly first: TrailPosition
  bytes: number
  readonly months: MonthLines[]
  readonly done: Deferred<void>
}

/** Lines that nobody waits for are written once there are so many bytes of them: bounds memory. */
const GROUP_BYTES = 256 * 1024

/** Group commit: while one group is being synced, the lines of the next one gather. */
export const openTrail = async (parts: TrailParts): Promise<Trail> => {
  const { clock } = parts
  const files = await openFiles(parts)
  let { file, head } = parts
  let offset = files.size()
  let gathering: Group | null = null
  let syncing: Group | null = null
  let running = false
  let failure: { readonly error: unknown } | null = null
  let last: TrailPosition | null = null

  const add = (line: NewLine): TrailPosition => {
    if (failure !== null) throw failure.error
    const at = isoTime(clock.now())
    if (at.slice(0, 7) > file) {
      file = at.slice(0, 7)
      offset = 0
    }
    const text = lineText({ n: head.n + 1, at, run: parts.run, ...line, v: TRAIL_FORMAT, prev: head.hash })
    const position = { file, offset, length: Buffer.byteLength(text) }
    last = position
    head = { n: head.n + 1, hash: sha256Hex(text) }
    offset += position.length + 1
    gathering ??= { first: position, bytes: 0, months: [], done: deferred() }
    gathering.bytes += position.length + 1
    if (gathering.months.at(-1)?.file !== file) gathering.months.push({ file, lines: [] })
    present(gathering.months.at(-1), 'the month').lines.push(text)
    if (gathering.bytes >= GROUP_BYTES) void run()
    return position
  }
  const run = async (): Promise<void> => {
    if (running) return
    running = true
    // Lines that this turn of the event loop is still about to add join the group.
    await Promise.resolve()
    while (gathering !== null && failure === null) {
      syncing = gathering
      gathering = null
      try {
        await parts.beforeGroup()
        for (const month of syncing.months) await files.append(month)
        syncing.done.resolve()
      } catch (error) {
        failure = { error }
        syncing.done.reject(error)
        ;(gathering as Group | null)?.done.reject(error)
      }
    }
    syncing = null
    running = false
  }
  const durable = async (): Promise<void> => {
    if (failure !== null) throw failure.error
    const group = gathering ?? syncing
    void run()
    await group?.done.promise
  }
  return {
    add,
    durable,
    awaits: (position) => isFrom((syncing ?? gathering)?.first, position),
    head: () => head,
    end: () => ({ file, offset }),
    lastPosition: () => last,
    close: async () => {
      if (failure === null) await durable()
      await files.close()
    },
  }
}

const isFrom = (first: TrailPosition | undefined, { file, offset }: TrailPosition): boolean =>
  first !== undefined && (file > first.file || (file === first.file && offset >= first.offset))

/** The month file that grows; a new one is durable in its folder before it is used. */
const openFiles = async ({ disk, folder, file }: TrailParts) => {
  let open = await disk.openAppend(join(folder, `${file}.jsonl`))
  let openName = file
  await disk.syncFolder(folder)
  const switchTo = async (name: string): Promise<AppendFile> => {
    if (name === openName) return open
    await open.close()
    open = await disk.openAppend(join(folder, `${name}.jsonl`))
    openName = name
    await disk.syncFolder(folder)
    return open
  }
  return {
    size: () => open.size,
    append: async (month: MonthLines) => {
      const target = await switchTo(month.file)
      await target.append(Buffer.from(`${month.lines.join('\n')}\n`))
      await target.sync()
    },
    close: () => open.close(),
  }
}

/** The first file of a new trail. */
export const firstTrailFile = (clock: Clock): string => isoTime(clock.now()).slice(0, 7)

export const genesisHead: TrailHead = { n: 0, hash: GENESIS }
