import type { Json, JsonObject } from '../../../lib/json.ts'
import { exact, exactNumber } from '../exact-decimal.ts'
import { malformed } from '../failure.ts'
import { type EntitySet, type Property, unsetDate } from '../schema/entity-set.ts'
import type { Watch } from '../watch.ts'
import { edmName } from './literal.ts'

/** The object in a request body, or a refusal. */
export const parseObject = (body: Buffer): JsonObject => {
  let value: unknown
  try {
    value = JSON.parse(body.toString('utf8'))
  } catch {
    throw malformed('The request body is not valid JSON.')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw malformed('An object was expected in the request body.')
  }
  return value as JsonObject
}

/**
 * The values of a write as the table keeps them: typed, dates at noon, text cut to length without an error
 * [doc].
 */
export const parseValues = (
  sent: JsonObject,
  set: EntitySet,
  watch: Watch,
  verb: 'create' | 'update',
): Record<string, Json> => {
  const values: Record<string, Json> = {}
  for (const [name, value] of Object.entries(sent)) {
    if (name.startsWith('@odata.')) continue
    const property = set.properties.get(name)
    if (!property) throw unknownOnType(name, set)
    if (value === undefined) continue
    if (verb === 'create') noteDefault(property, value, watch)
    values[name] = parseValue(property, value, watch)
  }
  return values
}

const unknownOnType = (name: string, set: EntitySet) =>
  malformed(
    `The property '${name}' does not exist on type 'Microsoft.Dynamics.DataEntities.${set.entity}'. ` +
      'Make sure to only use property names that are defined by the type.',
  )

/** A client that serialises defaults switches the server's own defaulting off [doc]. */
const noteDefault = (property: Property, value: Json, watch: Watch) => {
  const isDefault =
    value === '' || value === null || (isDate(property) && String(value).startsWith('1900-01-01'))
  if (isDefault) watch.record('default-value-sent', `${property.name} = ${JSON.stringify(value)}`)
}

const isDate = (property: Property) => property.type === 'Date' || property.type === 'Moment'

const parseValue = (property: Property, value: Json, watch: Watch): Json => {
  if (value === null) {
    if (property.type === 'String') return ''
    if (property.type === 'Enum' || property.type === 'Binary') return property.unset
    throw malformed(
      `A null value was found for '${property.name}', whose type '${edmName(property)}' is not nullable.`,
    )
  }
  switch (property.type) {
    case 'Decimal':
    case 'Int':
      return parseNumber(property, value)
    case 'Boolean':
      if (typeof value !== 'boolean') throw cannotConvert(property, value)
      return value
    case 'Date':
    case 'Moment':
      return parseDate(property, value, watch)
    case 'Enum':
      if (typeof value !== 'string' || (property.symbols && !property.symbols.includes(value))) {
        throw cannotConvert(property, value)
      }
      return value
    default:
      if (typeof value !== 'string') throw cannotConvert(property, value)
      return cut(property, value, watch)
  }
}

/** Decimals travel as JSON numbers; text is refused (no IEEE754Compatible). */
const parseNumber = (property: Property, value: Json): Json => {
  if (typeof value !== 'number') throw cannotConvert(property, value)
  if (property.type === 'Int' && !Number.isInteger(value)) throw cannotConvert(property, value)
  return exactNumber(exact(value))
}

const momentShape = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/

/** A date without time keeps the UTC day, so a local midnight lands on the day before [inferred]. */
const parseDate = (property: Property, value: Json, watch: Watch): Json => {
  const ms = typeof value === 'string' && momentShape.test(value) ? Date.parse(value) : Number.NaN
  if (Number.isNaN(ms)) throw cannotConvert(property, value)
  const iso = new Date(ms).toISOString()
  if (property.type === 'Moment') return iso.replace('.000Z', 'Z')
  const day = iso.startsWith('1900-01-01') ? unsetDate : `${iso.slice(0, 10)}T12:00:00Z`
  if (!/^\d{4}-\d{2}-\d{2}T12:00:00(\.0+)?Z$/.test(String(value)) && day !== unsetDate) {
    watch.record('date-not-noon-utc', `${property.name} = ${String(value)}`)
  }
  return day
}

const cut = (property: Property, text: string, watch: Watch): string => {
  if (property.lengthMax === undefined || text.length <= property.lengthMax) return text
  watch.record('text-truncated', `${property.name} keeps ${property.lengthMax} of ${text.length} characters`)
  return text.slice(0, property.lengthMax)
}

const cannotConvert = (property: Property, value: Json) =>
  malformed(
    `Cannot convert '${JSON.stringify(value)}' of '${property.name}' to the type '${edmName(property)}'.`,
  )
