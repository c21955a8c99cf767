const MASK = '***'
const SECRET_NAME = new RegExp(
  [
    'secret|password|passphrase|passwd|authori[sz]ation|cookie|credential$|assertion|token$',
    '(?:api|private|seal|access|shared)[-_]?key|iban|bank[-_]?account',
  ].join('|'),
  'i',
)
/** Names that speak of a secret and hold none: `tokenId`, `secretName`, `keyPath`. */
const HARMLESS_END = /(?:id|ids|name|names|path|file|at|age|days|count|kind|state|provider|title)$/i

/** True for a key whose value nobody should see. */
export const isSecretName = (name: string): boolean => SECRET_NAME.test(name) && !HARMLESS_END.test(name)

const IN_TEXT: readonly (readonly [RegExp, string])[] = [
  [/\b(Bearer|Basic|Token)\s+(?=\S*\d)[\w.~+/=-]{8,}/g, `$1 ${MASK}`],
  [/\beyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?/g, MASK],
  [/\b(client_secret|client_assertion|access_token|refresh_token|password|api_key)=[^&\s"]+/gi, `$1=${MASK}`],
  [/(\/\/[^/\s:@]+:)[^/\s@]+@/g, `$1${MASK}@`],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, MASK],
]

/** Masks what looks like a secret inside a text. The last net: nothing should have put one there. */
export const redactText = (text: string): string =>
  IN_TEXT.reduce((kept, [pattern, mask]) => kept.replaceAll(pattern, mask), text)

/** Masks the values of secret-looking keys, and secret-looking parts of the others. */
export const redactFacts = <Value>(facts: Readonly<Record<string, Value>>): Record<string, Value | string> =>
  Object.fromEntries(
    Object.entries(facts).map(([name, value]) => {
      if (isSecretName(name) && typeof value === 'string') return [name, MASK]
      return [name, typeof value === 'string' ? redactText(value) : value]
    }),
  )
