import type { JsonObject, Json } from '../../../lib/json.ts'
import { Failure, malformed } from '../failure.ts'
import { type EntitySet, findEntitySet } from '../schema/entity-set.ts'
import type { Watch } from '../watch.ts'
import { type Token, tokenize } from './filter-tokens.ts'
import { toLiteral } from './literal.ts'

/** What an address below `/data/` names. */
export type Address =
  | { readonly kind: 'collection'; readonly set: EntitySet }
  | { readonly kind: 'count'; readonly set: EntitySet }
  | { readonly kind: 'row'; readonly set: EntitySet; readonly key: JsonObject }
  | { readonly kind: 'action'; readonly set: EntitySet; readonly action: string }

/** Reads the decoded path behind `/data/`; an unknown set is 404, a wrong key 400. */
export const parseAddress = (path: string, watch: Watch): Address => {
  const match = /^(\w+)(?:\((.*)\))?(?:\/([^()]+))?$/s.exec(path)
  const set = match?.[1] ? findEntitySet(match[1]) : undefined
  if (!match || !set)
    throw new Failure(404, 'request', `Resource not found for the segment '${match?.[1] ?? path}'.`)
  const [, , keyText, rest] = match
  if (keyText !== undefined && rest === undefined)
    return { kind: 'row', set, key: parseKey(keyText, set, watch) }
  if (rest === undefined) return { kind: 'collection', set }
  if (rest === '$count' && keyText === undefined) return { kind: 'count', set }
  const action = /^Microsoft\.Dynamics\.DataEntities\.(\w+)$/.exec(rest)?.[1]
  if (!action) throw new Failure(404, 'request', `Resource not found for the segment '${rest}'.`)
  return { kind: 'action', set, action }
}

/** `dataAreaId='usmf',LineNumber=1`: every part by name, every part required, literals typed [doc]. */
const parseKey = (text: string, set: EntitySet, watch: Watch): JsonObject => {
  const tokens = tokenize(text, watch)
  const key: Record<string, Json> = {}
  for (let at = 0; at < tokens.length; at += 4) {
    const [name, equals, literal, comma] = tokens.slice(at, at + 4)
    const property = set.keys.find((part) => part.name === name?.text)
    if (!property || equals?.text !== '=' || !literal || !separates(comma, tokens.length - at))
      throw badKey(set, text)
    key[property.name] = toLiteral(property, literal)
  }
  if (set.keys.some((part) => !(part.name in key))) throw badKey(set, text)
  return key
}

const separates = (comma: Token | undefined, tokensLeft: number) =>
  comma === undefined ? tokensLeft === 3 : comma.text === ',' && tokensLeft > 4

const badKey = (set: EntitySet, text: string) =>
  malformed(`The key '(${text})' does not match the key properties of '${set.name}'.`)
