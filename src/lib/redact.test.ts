import { expect, test } from 'vitest'
import { isSecretName, redactFacts, redactText } from './redact.ts'

test.each([
  'clientSecret',
  'client_secret',
  'apiKey',
  'Authorization',
  'accessToken',
  'passphrase',
  'iban',
  'Set-Cookie',
])('%s names a secret', (name) => expect(isSecretName(name)).toBe(true))
test.each(['tokenId', 'secretName', 'key', 'path', 'status', 'keyPath', 'airbase-auth-token-id'])(
  '%s names none',
  (name) => expect(isSecretName(name)).toBe(false),
)

test.each([
  ['sent Authorization: Bearer abc123def456', 'sent Authorization: Bearer ***'],
  ['Token 9f8e7d6c5b4a', 'Token ***'],
  ['Token rejected by the far side', 'Token rejected by the far side'],
  ['https://user:pa55@example.com/x', 'https://user:***@example.com/x'],
  ['body client_secret=s3cr3t&grant_type=x', 'body client_secret=***&grant_type=x'],
  ['-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----', '***'],
])('%j is shown as %j', (text, shown) => {
  expect(redactText(text)).toBe(shown)
})

test('facts keep what is no secret', () => {
  expect(
    redactFacts({ apiToken: 'abc', status: 401, note: 'Bearer abcdefg1', tokenId: 't-1', none: null }),
  ).toEqual({
    apiToken: '***',
    status: 401,
    note: 'Bearer abcdefg1'.replace('abcdefg1', '***'),
    tokenId: 't-1',
    none: null,
  })
})
