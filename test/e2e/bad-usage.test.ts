import { chmod, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { installation, type CommandOptions, type Installation } from '../support/installation.ts'

interface Refusal {
  readonly error: { readonly code: string; readonly message: string; readonly hint: string | null; readonly context: Readonly<Record<string, unknown>> }
}

let it: Installation

beforeAll(async () => {
  it = await installation({ seed: 61, bills: 4, reimbursements: 0, cards: 0, transfers: 0, fees: 0, amortisations: 0, problems: 0 }, { cleanUp: afterAll })
})

/** Refused with this exit code, on stdout under `--json`. */
const refusal = async (args: readonly string[], exitCode: number, options?: CommandOptions): Promise<Refusal['error']> => {
  const { run, value } = await it.json<Refusal>(args, options)
  expect([run.exitCode, run.stderr], run.stdout).toEqual([exitCode, ''])
  expect(Object.keys(value)).toEqual(['error'])
  return value.error
}

/** The same as text on stderr, with the same code, cause and remedy. */
const refusalAsText = async (args: readonly string[], exitCode: number, options?: CommandOptions): Promise<void> => {
  const error = await refusal(args, exitCode, options)
  const text = await it.ml(args, options)
  expect([text.exitCode, text.stdout], text.stderr).toEqual([exitCode, ''])
  for (const part of [error.code, ...error.message.split('\n'), error.hint ?? '']) expect(text.stderr).toContain(part)
  expect(text.stderr).not.toContain('    at ')
}

describe('a word that the program does not know', () => {
  test.each([
    ['a route', ['sync', 'airbase-to-d356'], 'ROUTE_UNKNOWN', 'airbase-to-d356', 'Did you mean airbase-to-d365?'],
    ['a route of a dry run', ['dry-run', 'd365-to-airbas'], 'ROUTE_UNKNOWN', 'd365-to-airbas', 'Did you mean d365-to-airbase?'],
    ['a flow', ['sync', 'airbase-to-d365', '--flow', 'bill'], 'FLOW_UNKNOWN', 'bill', 'bills'],
    ['a command', ['snyc', 'airbase-to-d365'], 'USAGE_COMMAND_UNKNOWN', 'snyc', 'ml-connector sync'],
    ['a route in place of a command', ['airbase-to-d365'], 'USAGE_COMMAND_UNKNOWN', 'airbase-to-d365', 'ml-connector sync airbase-to-d365'],
    ['a flag', ['sync', 'airbase-to-d365', '--flwo', 'bills'], 'USAGE_FLAG_UNKNOWN', '--flwo', 'Did you mean --flow?'],
    ['a connection', ['auth', 'login', 'airbsae'], 'CONNECTION_UNKNOWN', 'airbsae', 'airbase'],
    ['no route at all', ['sync'], 'USAGE_ARGUMENT_MISSING', 'route', 'ml-connector sync --help'],
    ['a length of time', ['sync', 'airbase-to-d365', '--wait', 'soon'], 'USAGE_DURATION', '--wait: "soon" is', '30s'],
    ['an amount', ['sync', 'airbase-to-d365', '--max-total', '100'], 'USAGE_AMOUNT', '--max-total: "100" is', 'EUR=10000'],
    ['a number', ['sync', 'airbase-to-d365', '--limit', 'ten'], 'USAGE_FLAG_VALUE', '--limit: Expected an integer but received: ten', '--help'],
    ['a document', ['audit', 'show', 'MLAAAAAAAAAAAAAAAA'], 'DOCUMENT_UNKNOWN', 'MLAAAAAAAAAAAAAAAA', 'audit'],
  ])('%s: is named, with the one that was meant, and ends with 2', async (_, args, code, ...[thing, remedy]) => {
    const error = await refusal(args, 2)
    expect(error.code).toBe(code)
    expect(error.message).toContain(thing)
    expect(error.hint).toContain(remedy)
  })
})

test.each([[['sync', 'airbase-to-d356']], [['snyc']], [['sync', 'airbase-to-d365', '--flwo', 'bills']], [['sync', 'airbase-to-d365', '--wait', 'soon']]])(
  '%j says the same as text on stderr as under --json',
  (args) => refusalAsText(args, 2),
)

describe('settings', () => {
  const good = (): Promise<string> => readFile(it.settings, 'utf8')
  const withSettings = async (text: string): Promise<void> => {
    const before = await good()
    onTestFinished(() => writeFile(it.settings, before))
    await writeFile(it.settings, text)
  }
  const changed = async (change: (settings: { routes: Record<string, object>; connections: Record<string, { settings: object }> }) => void): Promise<void> => {
    const value = JSON.parse(await good()) as Parameters<typeof change>[0]
    change(value)
    await withSettings(JSON.stringify(value))
  }

  test('that are missing: the path, an example and a way to rehearse', async () => {
    const empty = join(it.folder, 'empty')
    const error = await refusal(['sync', 'airbase-to-d365'], 2, { env: { ML_CONNECTOR_CONFIG_DIR: empty } })
    expect(error).toMatchObject({ code: 'SETTINGS_MISSING', message: expect.stringContaining(join(empty, 'settings.json')), hint: expect.stringContaining('ml-connector sandbox --folder') })
    await rm(empty, { recursive: true, force: true })
  })

  test('that are not JSON: line and column', async () => {
    await withSettings('{\n  "connections": {,}\n}')
    const error = await refusal(['sync', 'airbase-to-d365'], 2)
    expect(error).toMatchObject({ code: 'SETTINGS_NOT_JSON', message: expect.stringContaining('line 2, column 19') })
  })

  test('with a key that nobody knows: the key, and the one that was meant', async () => {
    await changed((settings) => Object.assign(settings.routes['airbase-to-d365']!, { concurency: 4 }))
    const error = await refusal(['sync', 'airbase-to-d365'], 2)
    expect(error).toMatchObject({ code: 'SETTINGS_INVALID', message: expect.stringContaining('routes.airbase-to-d365.concurency') })
    expect(error.message).toContain('did you mean concurrency?')
  })

  test("with a key that the connector does not know: the connection's part of the file", async () => {
    await changed((settings) => Object.assign(settings.connections['airbase']!.settings, { baseURL: 'http://127.0.0.1:1' }))
    const error = await refusal(['sync', 'airbase-to-d365'], 2)
    expect(error.message).toContain('connections.airbase.settings.baseURL')
    expect(error.message).toContain('did you mean baseUrl?')
  })

  test('with a wrong value: what stands there and what may', async () => {
    await changed((settings) => Object.assign(settings.routes['airbase-to-d365']!, { acknowledgeAt: 'paid' }))
    const error = await refusal(['sync', 'airbase-to-d365'], 2)
    expect(error.message).toMatch(/routes\.airbase-to-d365\.acknowledgeAt is "paid"; allowed is .*written.*booked/)
  })

  test('without the route: what to add, and where', async () => {
    await changed((settings) => delete settings.routes['airbase-to-d365'])
    const error = await refusal(['sync', 'airbase-to-d365'], 2)
    expect(error).toMatchObject({ code: 'ROUTE_NOT_SET_UP', hint: expect.stringContaining(it.settings) })
  })

  test('that others may write: how to mend them', async () => {
    await chmod(it.settings, 0o666)
    onTestFinished(() => chmod(it.settings, 0o600))
    expect(await refusal(['sync', 'airbase-to-d365'], 2)).toMatchObject({ code: 'SETTINGS_UNSAFE', hint: expect.stringContaining('chmod 600') })
  })

  test('without any credentials: which are missing, and how to store them', async () => {
    const vault = join(it.folder, 'vault.json')
    await rename(vault, `${vault}.away`)
    onTestFinished(() => rename(`${vault}.away`, vault))
    const error = await refusal(['auth', 'test', 'airbase'], 8)
    expect(error).toMatchObject({ code: 'CREDENTIAL_MISSING', hint: expect.stringContaining('ml-connector auth login airbase') })
  })
})

describe('a mapping file with bad rows', () => {
  test('names row and column of each, and imports nothing', async () => {
    const before = await it.ml(['mapping', 'list', 'airbase-to-d365'])
    const file = join(it.folder, 'bad.csv')
    await writeFile(file, 'table,code,value\naccount,6100,601200\nacount,6200,601300\naccount,,601400\n')
    const error = await refusal(['mapping', 'import', 'airbase-to-d365', file], 2)
    expect(error.message).toMatch(/row 3/)
    expect(error.message).toMatch(/row 4/)
    expect((await it.ml(['mapping', 'list', 'airbase-to-d365'])).stdout).toBe(before.stdout)
  })
})

test('after all of it, a good run completes', async () => {
  const { run, value } = await it.sync('airbase-to-d365')
  expect([0, 3], run.stdout).toContain(run.exitCode)
  expect(value.flows.find(({ flow }) => flow === 'bills')?.counts.written.count).toBe(4)
})
