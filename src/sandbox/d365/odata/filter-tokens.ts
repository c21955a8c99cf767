import { malformed } from '../failure.ts'
import type { Watch } from '../watch.ts'

/** One token of a `$filter` or of a key. */
export interface Token {
  readonly kind: 'word' | 'string' | 'number' | 'moment' | 'guid' | 'enum' | 'symbol'
  /** The text; of a string and an enum literal the content, unescaped. */
  readonly text: string
  /** Type name in front of an enum literal. */
  readonly enumType?: string
}

const patterns = [
  ['symbol', /[(),=]/y],
  ['enum', /([A-Za-z_][\w.]*)'((?:[^']|'')*)'/y],
  ['string', /'((?:[^']|'')*)'/y],
  ['moment', /\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2}))?(?![\w-])/y],
  ['guid', /[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}/y],
  ['number', /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?[mMlLdD]?(?![\w.])/y],
  ['word', /[$@A-Za-z_][\w.@/$]*/y],
] as const

/** Splits a filter expression; a quote that was not doubled is recorded and refused [seen: O'Brien keys]. */
export const tokenize = (text: string, watch: Watch): Token[] => {
  const tokens: Token[] = []
  let at = 0
  while (at < text.length) {
    if (text[at] === ' ') {
      at++
      continue
    }
    const next = tokenAt(text, at)
    if (!next || (next.token.kind === 'string' && /[\w']/.test(text[next.end] ?? ' '))) {
      if (text.includes("'")) watch.record('undoubled-quote', text)
      throw malformed(`Syntax error at position ${at} in '${text}'.`)
    }
    tokens.push(next.token)
    at = next.end
  }
  return tokens
}

const tokenAt = (text: string, at: number): { token: Token; end: number } | undefined => {
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = at
    const match = pattern.exec(text)
    if (match) return { token: toToken(kind, match), end: pattern.lastIndex }
  }
  return undefined
}

const toToken = (kind: Token['kind'], match: RegExpExecArray): Token => {
  if (kind === 'string') return { kind, text: (match[1] ?? '').replaceAll("''", "'") }
  if (kind === 'enum') return { kind, text: (match[2] ?? '').replaceAll("''", "'"), enumType: match[1] ?? '' }
  if (kind === 'number') return { kind, text: match[0].replace(/[mMlLdD]$/, '') }
  return { kind, text: match[0] }
}
