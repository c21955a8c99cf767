/** Any value that JSON can hold. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject
/** A JSON object. */
export interface JsonObject {
  readonly [key: string]: Json | undefined
}

/** A plain data value as a JSON object: what it holds must already be JSON. */
export const asJsonObject = (value: object): JsonObject => value as JsonObject
