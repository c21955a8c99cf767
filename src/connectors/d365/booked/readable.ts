import { MlError } from '../../../errors/ml-error.ts'

/** What the mapped user lacks for a view that only compares: its privilege, or the view itself. */
const NOT_READABLE = new Set(['D365_FORBIDDEN', 'D365_ENTITY_MISSING'])

/**
 * Rows of a view that only serves to compare what was booked; null where this environment does not show it.
 * Nothing is written by what it says, so that its absence must not stop a run.
 */
export const readable = async <Rows>(read: () => Promise<Rows>): Promise<Rows | null> => {
  try {
    return await read()
  } catch (error) {
    if (error instanceof MlError && NOT_READABLE.has(error.code)) return null
    throw error
  }
}
