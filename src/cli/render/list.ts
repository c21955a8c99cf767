import { printable } from './text.ts'

const BULLET = '  - '

/** A title and its points, one line each; empty text for none. */
export const renderList = (title: string, points: readonly string[], shownMax = 20): string => {
  if (points.length === 0) return ''
  const shown = points.slice(0, shownMax).map((point) => BULLET + printable(point))
  const more = points.length > shownMax ? [`${BULLET}and ${points.length - shownMax} more`] : []
  return [title, ...shown, ...more].join('\n')
}

/** `1 document`, `2 documents`. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`
