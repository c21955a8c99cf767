/** What a row found: both raw figures, their ratio, and whether it is within its bound. */
export interface RowResult {
  readonly row: string
  readonly title: string
  /** Our figure, and what it is measured against. */
  readonly figure: number
  readonly yardstick: number
  readonly unit: string
  readonly ratio: number
  readonly bound: Bound
  readonly ok: boolean
  /** Everything else that was seen. */
  readonly notes: Readonly<Record<string, number | string>>
}

/** The ratio must be at least, or at most, so much. */
export type Bound = { readonly atLeast: number } | { readonly atMost: number }

export interface RowOptions {
  /** Smaller loads, said so in the row. */
  readonly quick: boolean
  /** Only this row was asked for: it takes the time it needs. */
  readonly alone: boolean
  /** A fresh folder for the row; it is removed afterwards. */
  readonly folder: string
  readonly say: (message: string) => void
}

export interface Row {
  readonly name: string
  readonly title: string
  /** One result per bound. */
  run(options: RowOptions): Promise<readonly RowResult[]>
}

/** Puts a result together; `ratio` is figure ÷ yardstick. */
export const result = (parts: Omit<RowResult, 'ok' | 'ratio' | 'notes'> & { notes?: RowResult['notes'] }): RowResult => {
  const ratio = parts.figure / parts.yardstick
  const ok = 'atLeast' in parts.bound ? ratio >= parts.bound.atLeast : ratio <= parts.bound.atMost
  return { ...parts, ratio, ok, notes: parts.notes ?? {} }
}
