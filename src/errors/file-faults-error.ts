import { UsageError } from './ml-error.ts'

/** One cell of a file. */
interface FaultLike {
  readonly row: number
  readonly column: string
  readonly message: string
  readonly remedy: string
}

/** Faults that the message itself names; all of them stand in `faults`. */
const SHOWN_MAX = 1000

/** Everything that is wrong with a file, at once; nothing of it was taken. */
export class FileFaultsError extends UsageError {
  readonly faults: readonly FaultLike[]

  constructor(file: string, faults: readonly FaultLike[]) {
    const lines = faults
      .slice(0, SHOWN_MAX)
      .map(({ row, column, message }) => `  row ${row}, ${column}: ${message}`)
    const more = faults.length > SHOWN_MAX ? [`  and ${faults.length - SHOWN_MAX} more`] : []
    const count = faults.length === 1 ? 'one thing is' : `${faults.length} things are`
    super([`${file}: ${count} wrong, and nothing was imported`, ...lines, ...more].join('\n'), {
      code: 'CSV_INVALID',
      hint: [...new Set(faults.map(({ remedy }) => remedy))].slice(0, 5).join(' '),
      context: { file, faults: faults.length },
    })
    this.faults = faults
  }
}
