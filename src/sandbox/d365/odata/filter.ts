import type { Json } from '../../../lib/json.ts'
import { malformed } from '../failure.ts'
import type { EntitySet, Property } from '../schema/entity-set.ts'
import type { Watch } from '../watch.ts'
import { type Token, tokenize } from './filter-tokens.ts'
import { toLiteral } from './literal.ts'

/** Comparison operators of the service; `in` and `has` do not exist [doc]. */
export type Operator = 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le'

/** A parsed `$filter`. */
export type Filter =
  | {
      readonly kind: 'compare'
      readonly property: Property
      readonly operator: Operator
      readonly value: Json
    }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Filter[] }
  | { readonly kind: 'not'; readonly part: Filter }

/** More alternatives than this in one filter breaks the advice of about 20 per chunk [seen]. */
const alternativesMax = 25

/** Parses a filter for one entity set; everything the vendor lacks answers 400. */
export const parseFilter = (text: string, set: EntitySet, watch: Watch): Filter => {
  const reader = createReader(tokenize(text, watch), text)
  const filter = parseOr(reader, set, watch)
  if (reader.peek()) throw reader.unexpected()
  return filter
}

interface Reader {
  peek(): Token | undefined
  next(): Token
  /** Takes the word when it is next. */
  takes(word: string): boolean
  unexpected(): Error
}

const createReader = (tokens: readonly Token[], text: string): Reader => {
  let at = 0
  const unexpected = () => malformed(`Syntax error at '${tokens[at]?.text ?? 'end'}' in '${text}'.`)
  return {
    peek: () => tokens[at],
    next: () => {
      const token = tokens[at]
      if (!token) throw unexpected()
      at++
      return token
    },
    takes: (word) => {
      const token = tokens[at]
      const taken = (token?.kind === 'word' || token?.kind === 'symbol') && token.text === word
      if (taken) at++
      return taken
    },
    unexpected,
  }
}

const parseOr = (reader: Reader, set: EntitySet, watch: Watch): Filter => {
  const parts = [parseAnd(reader, set, watch)]
  while (reader.takes('or')) parts.push(parseAnd(reader, set, watch))
  if (parts.length > alternativesMax) watch.record('filter-chunk', `${parts.length} alternatives`)
  return parts.length === 1 && parts[0] ? parts[0] : { kind: 'or', parts }
}

const parseAnd = (reader: Reader, set: EntitySet, watch: Watch): Filter => {
  const parts = [parseUnary(reader, set, watch)]
  while (reader.takes('and')) parts.push(parseUnary(reader, set, watch))
  return parts.length === 1 && parts[0] ? parts[0] : { kind: 'and', parts }
}

const parseUnary = (reader: Reader, set: EntitySet, watch: Watch): Filter => {
  if (reader.takes('not')) return { kind: 'not', part: parseUnary(reader, set, watch) }
  if (!reader.takes('(')) return parseComparison(reader, set)
  const inner = parseOr(reader, set, watch)
  if (!reader.takes(')')) throw reader.unexpected()
  return inner
}

const operators: readonly string[] = ['eq', 'ne', 'gt', 'ge', 'lt', 'le']

const parseComparison = (reader: Reader, set: EntitySet): Filter => {
  const name = reader.next()
  const after = reader.peek()
  if (name.kind !== 'word') throw reader.unexpected()
  if (after?.text === '(' || name.text.includes('/')) {
    throw malformed(`The function or lambda '${name.text}' is not supported in $filter.`)
  }
  const property = set.properties.get(name.text)
  if (!property) throw unknownProperty(name.text, set)
  const operator = reader.next().text
  if (!isOperator(operator)) throw malformed(`The operator '${operator}' is not supported in $filter.`)
  const literal = reader.next()
  const value = toLiteral(property, literal)
  if (property.type === 'Enum' && operator !== 'eq' && operator !== 'ne') {
    throw malformed(`The operator '${operator}' is not supported for the enum property '${property.name}'.`)
  }
  return { kind: 'compare', property, operator, value }
}

const isOperator = (text: string): text is Operator => operators.includes(text)

/** The text for a name that the type lacks; names are case-sensitive [seen]. */
export const unknownProperty = (name: string, set: EntitySet): Error =>
  malformed(
    `Could not find a property named '${name}' on type 'Microsoft.Dynamics.DataEntities.${set.entity}'.`,
  )
