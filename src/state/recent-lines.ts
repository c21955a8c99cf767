import type { TrailPosition } from '../contract/document-entry.ts'
import type { TrailLine } from './trail-line.ts'

/** The lines that were read or written last, so that what is looked at again is not read again. */
export interface RecentLines {
  get(position: TrailPosition): RecentLine | null
  add(position: TrailPosition, line: RecentLine): void
}

/** What is kept of a line. */
export type RecentLine = Pick<TrailLine, 'doc' | 'entry' | 'sealed'>

/** Keeps at least the last `linesMax` lines, and at most twice as many: two generations, of which the older one is dropped whole. */
export const createRecentLines = (linesMax: number): RecentLines => {
  let young = new Map<string, RecentLine>()
  let old = new Map<string, RecentLine>()
  const add = (position: TrailPosition, line: RecentLine): void => {
    if (young.size >= linesMax) [old, young] = [young, new Map()]
    young.set(keyOf(position), line)
  }
  return {
    get: (position) => young.get(keyOf(position)) ?? old.get(keyOf(position)) ?? null,
    add,
  }
}

const keyOf = ({ file, offset }: TrailPosition): string => `${file}/${offset}`
