import type { Json } from '../../lib/json.ts'

/** One row of an OData set, in the vendor's words. */
export type D365Row = Readonly<Record<string, Json>>

/** Rows by set name. */
export type D365Seed = Readonly<Record<string, readonly D365Row[]>>

/** No date, as date fields show it. */
export const noDate = '1900-01-01T12:00:00Z'

/** A day, as date fields show it. */
export const noon = (date: string): string => `${date}T12:00:00Z`

/** The vendor's way to say true and false. */
export const noYes = (value: boolean | undefined): 'Yes' | 'No' => (value ? 'Yes' : 'No')
