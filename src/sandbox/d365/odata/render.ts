import type { Json, JsonObject } from '../../../lib/json.ts'
import type { SandboxResponse } from '../../app.ts'
import type { EntitySet, Property } from '../schema/entity-set.ts'
import { etagOf, foldText, read, type Row } from '../table.ts'
import { edmName } from './literal.ts'

/** The row as the service writes it: every property, or the selected ones, with its ETag. */
export const renderRow = (set: EntitySet, row: Row, select?: readonly Property[]): JsonObject => {
  const rendered: Record<string, Json> = { '@odata.etag': etagOf(set, row) }
  for (const property of select ?? set.properties.values())
    rendered[property.name] = read(set, row, property.name)
  return rendered
}

/** `dataAreaId='usmf',LineNumber=1` of a row, quotes doubled. */
export const keyPredicate = (set: EntitySet, row: Row): string =>
  set.keys.map((key) => `${key.name}=${writeLiteral(key, read(set, row, key.name))}`).join(',')

const writeLiteral = (property: Property, value: Json): string => {
  const text = String(value)
  if (property.type === 'String') return `'${text.replaceAll("'", "''")}'`
  return property.type === 'Enum' ? `${edmName(property)}'${text}'` : text
}

/** A JSON answer with the headers that every answer of the service carries [seen]. */
export const jsonResponse = (
  status: number,
  body: JsonObject,
  more: Record<string, string> = {},
): SandboxResponse => ({
  status,
  headers: {
    ...commonHeaders,
    'content-type': 'application/json; odata.metadata=minimal; odata.streaming=true',
    ...more,
  },
  body: JSON.stringify(body),
})

/** An answer without a body. */
export const emptyResponse = (status: number): SandboxResponse => ({
  status,
  headers: commonHeaders,
  body: '',
})

/** The cookie pins a client to one web server; it should not come back [doc]. */
const commonHeaders = {
  'OData-Version': '4.0',
  'ms-dyn-aid': 'sandbox',
  'Set-Cookie': 'ARRAffinity=5b1c; path=/; secure; HttpOnly',
}

/** Whether two company codes mean the same company: answers mix the cases [seen]. */
export const sameCompany = (left: Json | undefined, right: Json | undefined): boolean =>
  foldText(String(left ?? '')) === foldText(String(right ?? ''))
