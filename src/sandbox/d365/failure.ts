/** What a request ends with instead of success; `handle` turns it into the vendor's error body. */
export class Failure extends Error {
  readonly status: number
  /** `infolog`: business logic said no; `request`: the request itself is malformed. */
  readonly kind: 'infolog' | 'request'

  constructor(status: number, kind: 'infolog' | 'request', message: string) {
    super(message)
    this.name = 'Failure'
    this.status = status
    this.kind = kind
  }
}

/** Refusal by business logic: `Write failed for table row of type '…'. Infolog: …` [seen]. */
export const rejected = (entity: string, ...entries: readonly string[]): Failure =>
  new Failure(
    400,
    'infolog',
    `Write failed for table row of type '${entity}Entity'. Infolog: ${infolog(entries)}`,
  )

/** Every text ends with a full stop before the next severity follows [seen]. */
const infolog = (entries: readonly string[]) =>
  entries.map((entry) => (entry.endsWith('.') ? entry : `${entry}.`)).join('; ')

/** Refusal while deleting. */
export const deleteRejected = (entity: string, text: string): Failure =>
  new Failure(
    400,
    'infolog',
    `Delete failed for table row of type '${entity}Entity'. Infolog: Error: ${text}.`,
  )

/** A malformed request: unknown property, bad literal, bad key; carries no Infolog. */
export const malformed = (message: string, status = 400): Failure => new Failure(status, 'request', message)

/** The text of an update or delete that finds no row, or finds it in another company [seen]. */
export const nothingToUpdate = (): Failure =>
  new Failure(400, 'infolog', 'No resources were found when selecting for update.')

/** The text of a foreign key that points nowhere [seen]. */
export const notInTable = (value: string, field: string, table: string): string =>
  `Warning: The value '${value}' in field '${field}' is not found in the related table '${table}'`

/** Two writers met in one record [seen]. */
export const updateConflict = (): Failure =>
  new Failure(
    400,
    'infolog',
    "Write failed for table row of type 'LedgerJournalLineEntity'. Infolog: Error: Cannot edit a record in " +
      'Ledger journal table (LedgerJournalTable). An update conflict occurred due to another user process ' +
      'deleting the record or changing one or more fields in the record..',
  )
