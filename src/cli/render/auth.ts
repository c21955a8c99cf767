import type { AuthLoginResult } from '../../services/auth-login.ts'
import type { AuthLogoutResult } from '../../services/auth-logout.ts'
import type { AuthRotateResult } from '../../services/auth-rotate.ts'
import type { AuthStatusEntry, AuthStatusResult } from '../../services/auth-status.ts'
import type { AuthListEntry } from '../../services/auth-list.ts'
import type { AuthTestResult } from '../../services/auth-test.ts'
import { renderKeyValues } from './key-values.ts'
import { renderList } from './list.ts'
import type { Paint } from './paint.ts'
import type { Column } from './table.ts'

/** What a test found: one sentence, the facts, and what to do. */
export const renderTest = (test: AuthTestResult, paint: Paint): string =>
  [
    `${test.ok ? paint.good('✔') : paint.bad('✖')} ${test.connection}: ${test.message}`,
    renderKeyValues(Object.entries(test.facts).map(([name, value]) => [`  ${name}`, value] as const)),
    test.hint === null ? '' : `  → ${test.hint}`,
  ]
    .filter((line) => line !== '')
    .join('\n')

/** What a login stored, before any test. */
export const renderLogin = (result: AuthLoginResult, paint: Paint): string => {
  const stored = result.stored.map(
    ({ name, provider }) => `${paint.good('✔')} ${name} is stored in the ${provider}`,
  )
  const passed = result.stored.flatMap(({ notAsked }) =>
    notAsked.map(({ name, why }) => `  not in the ${name}: ${why}`),
  )
  const missing = renderList('Still missing:', result.missing)
  return [...stored, ...new Set(passed), missing].filter((line) => line !== '').join('\n')
}

export const renderRotate = (result: AuthRotateResult, paint: Paint): string => {
  const test = renderTest(result.test, paint)
  if (!result.replaced) return `${test}\nNothing was replaced; the old secret is still in use.`
  const stored = Object.entries(result.stored).map(
    ([name, provider]) => `${name} is replaced in the ${provider}`,
  )
  return [test, ...stored, 'The old one can be revoked on the far side now.'].join('\n')
}

export const renderLogout = (result: AuthLogoutResult): string => {
  const removed = result.removed.map(({ secret, providers }) => `${secret}: ${providers.join(', ')}`)
  const left = result.left.map(({ secret, provider }) => `${secret}: ${provider}`)
  const notAsked = result.notAsked.map(({ name, why }) => `${name}: ${why}`)
  return [
    removed.length === 0
      ? `Nothing was stored for ${result.connection}.`
      : renderList('Removed from:', removed),
    renderList('Still there, because others set it:', left),
    renderList('Not asked, and may still hold a copy:', notAsked),
  ]
    .filter((block) => block !== '')
    .join('\n')
}

export const listColumns: readonly Column<AuthListEntry>[] = [
  { title: 'Connection', value: ({ connection }) => connection },
  { title: 'Secret', value: ({ secret }) => secret },
  { title: 'What', value: ({ title }) => title },
  {
    title: 'Stored in',
    value: ({ provider, used }) => (provider === null ? 'missing' : used ? provider : `${provider} (hidden)`),
    paint: ({ provider }) => (provider === null ? 'bad' : null),
  },
]

export const statusColumns: readonly Column<AuthStatusEntry>[] = [
  { title: 'Connection', value: ({ connection }) => connection },
  { title: 'Secret', value: ({ secret }) => secret },
  ...listColumns.slice(3),
  { title: 'Age', value: ({ ageDays }) => (ageDays === null ? null : days(ageDays)), align: 'right' },
  { title: 'Expires', value: expiryText, paint: expiryPaint },
]

export const providerColumns: readonly Column<AuthStatusResult['providers'][number]>[] = [
  { title: 'Provider', value: ({ name }) => name },
  {
    title: 'Live',
    value: ({ live }) => (live ? 'yes' : 'no'),
    paint: ({ live }) => (live ? 'good' : 'warn'),
  },
  { title: 'Why not', value: ({ why }) => why },
]

const days = (count: number): string => (count === 1 ? '1 day' : `${count} days`)

function expiryText({ expiresInDays }: AuthStatusEntry): string {
  if (expiresInDays === null) return 'unknown'
  return expiresInDays < 0 ? `${days(-expiresInDays)} ago` : `in ${days(expiresInDays)}`
}

function expiryPaint({ state }: AuthStatusEntry): keyof Paint | null {
  const paints = { valid: null, unknown: 'dim', 'expires-soon': 'warn', expired: 'bad' } as const
  return paints[state]
}
