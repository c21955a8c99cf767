import type { Json } from '../../../lib/json.ts'
import { malformed } from '../failure.ts'
import type { Property } from '../schema/entity-set.ts'
import type { Token } from './filter-tokens.ts'

/** The value a literal stands for, refused when its type does not fit the property [seen: keys are typed]. */
export const toLiteral = (property: Property, token: Token): Json => {
  if (token.kind === 'word' && token.text === 'null') return null
  const fits = literalKinds[property.type].includes(token.kind)
  if (!fits || (property.type === 'Boolean' && !/^(true|false)$/.test(token.text)))
    throw mismatch(property, token)
  if (property.type === 'Enum') return enumSymbol(property, token)
  if (property.type === 'Decimal' || property.type === 'Int') return Number(token.text)
  if (property.type === 'Boolean') return token.text === 'true'
  if (token.kind === 'moment' && !token.text.includes('T')) throw mismatch(property, token)
  return token.text
}

const literalKinds: Readonly<Record<Property['type'], readonly Token['kind'][]>> = {
  String: ['string'],
  Decimal: ['number'],
  Int: ['number'],
  Date: ['moment'],
  Moment: ['moment'],
  Boolean: ['word'],
  Guid: ['guid'],
  Binary: [],
  Enum: ['enum'],
}

const enumSymbol = (property: Property, token: Token): string => {
  const type = token.enumType?.replace(/^Microsoft\.Dynamics\.DataEntities\./, '')
  const named = token.enumType?.startsWith('Microsoft.Dynamics.DataEntities.')
  if (!named || type?.toLowerCase() !== property.enumType?.toLowerCase()) throw mismatch(property, token)
  if (property.symbols && !property.symbols.includes(token.text)) throw mismatch(property, token)
  return token.text
}

const mismatch = (property: Property, token: Token) =>
  malformed(
    `A binary operator with incompatible types was detected. Found operand type '${edmName(property)}' for ` +
      `'${property.name}' and literal '${token.text}'.`,
  )

/** `Edm.String`, or the full name of an enum type. */
export const edmName = (property: Property): string => {
  if (property.type === 'Enum') return `Microsoft.Dynamics.DataEntities.${property.enumType}`
  if (property.type === 'Date' || property.type === 'Moment') return 'Edm.DateTimeOffset'
  return property.type === 'Int' ? 'Edm.Int64' : `Edm.${property.type}`
}
