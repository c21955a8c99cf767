import { expect, test } from 'vitest'
import { credentialAge } from './credential-age.ts'

const NOW = Date.parse('2026-11-20T10:00:00Z')

test.each([
  [null, null, { ageDays: null, expiresInDays: null, state: 'unknown' }],
  ['2026-11-10T10:00:00Z', null, { ageDays: 10, expiresInDays: null, state: 'unknown' }],
  ['2026-11-20T12:00:00Z', '2027-11-20T10:00:00Z', { ageDays: 0, expiresInDays: 365, state: 'valid' }],
  ['2026-11-10T10:00:00Z', '2026-11-25T10:00:00Z', { ageDays: 10, expiresInDays: 5, state: 'expires-soon' }],
  ['2026-11-10T10:00:00Z', '2026-11-20T09:59:59Z', { ageDays: 10, expiresInDays: -1, state: 'expired' }],
])('a secret stored at %s that expires at %s', (storedAt, expiresAt, age) => {
  expect(credentialAge({ storedAt, expiresAt }, NOW)).toEqual(age)
})
