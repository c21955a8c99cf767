import { format, inspect } from 'node:util'
import { expect, test } from 'vitest'
import { Secret } from './secret.ts'

const HIDDEN = 'pa55-w0rd'
const secret = new Secret(HIDDEN)

test.each<[string, () => string]>([
  ['a template', () => `${secret as unknown as string}`],
  ['a sum of texts', () => 'Bearer ' + (secret as unknown as string)],
  ['String()', () => String(secret)],
  ['JSON', () => JSON.stringify({ secret, deep: [{ secret }] })],
  [
    'inspection',
    () => inspect({ secret, deep: { er: { still: [secret] } } }, { depth: 9, showHidden: true }),
  ],
  ['a formatted text', () => format('%s %o %O %j', secret, secret, secret, secret)],
  ['an error', () => inspect(new Error(`failed with ${secret as unknown as string}`, { cause: { secret } }))],
  [
    'its keys and values',
    () => JSON.stringify([Object.entries(secret), Object.getOwnPropertyNames(secret), { ...secret }]),
  ],
  ['a copy', () => inspect(structuredClone({ ...secret }))],
])('a secret does not show in %s', (_, text) => {
  expect(text()).not.toContain(HIDDEN)
})

test('a secret shows as three stars, and to those who ask for it by name', () => {
  expect([String(secret), JSON.stringify(secret), inspect(secret), secret.reveal()]).toEqual([
    '***',
    '"***"',
    '***',
    HIDDEN,
  ])
})
