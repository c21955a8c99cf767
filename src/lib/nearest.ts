/** The candidate that `text` was probably meant to be; null when none is near. */
export const nearest = (text: string, candidates: Iterable<string>): string | null => {
  const distanceMax = Math.max(1, Math.floor(text.length / 3))
  let best: { candidate: string; distance: number } | null = null
  for (const candidate of candidates) {
    const distance = editDistance(text.toLowerCase(), candidate.toLowerCase())
    if (distance <= distanceMax && (best === null || distance < best.distance)) best = { candidate, distance }
  }
  return best?.candidate ?? null
}

/** Letters to insert, remove, replace or swap with a neighbour (optimal string alignment). */
export const editDistance = (left: string, right: string): number => {
  const rows: number[][] = [Array.from({ length: right.length + 1 }, (_, column) => column)]
  for (let row = 1; row <= left.length; row += 1) {
    const cells = [row]
    for (let column = 1; column <= right.length; column += 1)
      cells.push(cell(left, right, rows, { row, column, cells }))
    rows.push(cells)
  }
  return rows[left.length]?.[right.length] ?? 0
}

interface Place {
  readonly row: number
  readonly column: number
  readonly cells: readonly number[]
}

const cell = (
  left: string,
  right: string,
  rows: readonly number[][],
  { row, column, cells }: Place,
): number => {
  const at = (up: number, back: number) => rows[row - up]?.[column - back] ?? Infinity
  const same = left[row - 1] === right[column - 1]
  const swapped = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1]
  return Math.min(
    at(1, 0) + 1,
    (cells[column - 1] ?? Infinity) + 1,
    at(1, 1) + (same ? 0 : 1),
    row > 1 && column > 1 && swapped ? at(2, 2) + 1 : Infinity,
  )
}
