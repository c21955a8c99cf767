import { execFileSync } from 'node:child_process'
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { SANDBOX } from '../../src/services/sandbox-identity.ts'
import { installation, type Installation } from '../support/installation.ts'
import type { ProgramRun } from '../support/shipped-program.ts'

const ROUTE = 'airbase-to-d365'
const WRONG = 'a-secret-that-is-refused'
/** How every access token of the simulated Entra ID begins. */
const ACCESS_TOKEN = 'eyJ0eXAiOiJKV1Qi'
const SECRETS = [SANDBOX.clientSecret, SANDBOX.airbaseToken, WRONG, ACCESS_TOKEN]

const SIZE = { seed: 95, bills: 6, reimbursements: 2, cards: 2, transfers: 1, fees: 0, amortisations: 0, problems: 0.3 }

const processList = (): string => execFileSync('ps', ['-eo', 'args', '-ww'], { encoding: 'utf8' })

/** Every file of the installation but the vault's key, which is one. */
const filesOf = async (it: Installation): Promise<ReadonlyMap<string, Buffer>> => {
  const entries = await readdir(it.folder, { recursive: true, withFileTypes: true })
  const paths = entries.filter((entry) => entry.isFile() && entry.name !== 'vault.key').map((entry) => join(entry.parentPath, entry.name))
  return new Map(await Promise.all(paths.map(async (path) => [path, await readFile(path)] as const)))
}

test('no secret shows up in what any command prints, in any file, or in the list of processes', async () => {
  const it = await installation(SIZE)
  const runs: ProgramRun[] = []
  const login = (name: string, secret: string, value: string) => it.ml(['auth', 'login', name, '--secret', secret, '--provider', 'vault'], { input: value })

  // While secrets are on their way: typed into a login, and used by a run.
  await it.fault('d365', { match: { method: 'POST', path: '/data/VendInvoiceJournalLines' }, nth: 2, do: { kind: 'slow', ms: 2_000 } })
  const running = it.start(['sync', ROUTE])
  const typing = login('d365', 'client-secret', SANDBOX.clientSecret)
  await it.struck('d365')
  const processes = processList()
  expect(processes).toContain(`sync ${ROUTE}`)
  runs.push(await running.done, await typing)

  for (const args of [['dry-run', ROUTE], ['audit', 'list', '--json'], ['audit', 'export', '--from', '2020-01-01', '--to', '2099-12-31'], ['mapping', 'list', ROUTE], ['auth', 'status', '--json'], ['auth', 'list'], ['auth', 'test', 'airbase', '--json'], ['auth', 'test', 'd365']]) {
    runs.push(await it.ml(args))
  }
  // What is refused, by the far side and by an answer that says too much.
  runs.push(await login('airbase', 'token', WRONG), await it.ml(['sync', ROUTE]), await it.ml(['sync', ROUTE, '--json']))
  runs.push(await login('d365', 'client-secret', WRONG), await it.ml(['sync', ROUTE]))
  runs.push(await login('airbase', 'token', SANDBOX.airbaseToken), await login('d365', 'client-secret', SANDBOX.clientSecret))
  const echo = `the header was: Token ${SANDBOX.airbaseToken}`
  await it.fault('airbase', { match: { method: 'GET', path: '/ledger_entries' }, times: 10, do: { kind: 'status', status: 400, json: { detail: echo } } })
  runs.push(await it.ml(['sync', ROUTE]), await it.ml(['sync', ROUTE, '--json']))

  const vaultKey = (await readFile(join(it.folder, 'vault.key'), 'utf8')).trim()
  const printed = runs.map(({ stdout, stderr }) => stdout + stderr)
  for (const secret of [...SECRETS, vaultKey]) {
    expect(printed.filter((text) => text.includes(secret)), secret).toEqual([])
    expect(processes.includes(secret), secret).toBe(false)
  }
  const files = await filesOf(it)
  expect(files.size).toBeGreaterThan(10)
  for (const secret of [...SECRETS, vaultKey]) {
    expect([...files].filter(([, bytes]) => bytes.includes(secret)).map(([path]) => path), secret).toEqual([])
  }
})

test('what is written is for its owner alone', async () => {
  const it = await installation(SIZE)
  await it.sync(ROUTE)
  const own = ['settings.json', 'vault.json', 'vault.key', 'anchor.json', 'state']
  const listed = execFileSync('find', [...own.map((name) => join(it.folder, name)), '-perm', '/077'], { encoding: 'utf8' })
  expect(listed).toBe('')
})
