import { rowUrl, type Key } from './odata.ts'
import type { SetName } from './sets.ts'

/**
 * The address of a row for people: its keyed OData address, which a signed-in user's browser opens. Deep
 * links into forms are not part of the contract.
 */
export const rowLink = (baseUrl: string, set: SetName, key: Key): string => rowUrl(baseUrl, set, key)
