import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../test/support/temporary-folder.ts'
import { UsageError } from '../errors/ml-error.ts'
import { parseSettings, readSettings, saveSettings } from './settings-file.ts'

const connections = { airbase: { connector: 'airbase' }, d365: { connector: 'd365' } }
const withFlow = (flow: object) => ({
  connections,
  routes: { 'airbase-to-d365': { from: 'airbase', to: 'd365', flows: { bills: flow } } },
})
const errorOf = (raw: unknown): UsageError => {
  try {
    parseSettings(raw, '/etc/settings.json')
  } catch (error) {
    if (error instanceof UsageError) return error
    throw error
  }
  throw new Error('the settings were taken')
}
const folderWith = async (text: string, mode = 0o600): Promise<string> => {
  const folder = await temporaryFolder()
  const path = join(folder, 'settings.json')
  await writeFile(path, text)
  await chmod(path, mode)
  return folder
}

describe('reading the settings', () => {
  test('fills in every default', async () => {
    const text = JSON.stringify(withFlow({ paidBy: 'source', methodOfPayment: 'AIRBASE' }))
    const settings = await readSettings(await folderWith(text))
    expect(settings).toMatchObject({
      profile: 'default',
      reference: { maxAgeHours: 24 },
      retention: { personalDays: 90 },
      limits: { drainMs: 30_000 },
    })
    expect(settings.routes['airbase-to-d365']).toMatchObject({
      acknowledgeAt: 'written',
      askAgainAfterMs: 60_000,
      proveFirst: true,
      amortisation: 'source',
      guards: { vanishedShareMax: 0.2 },
      flows: {
        bills: {
          enabled: true,
          form: 'journal',
          onForeignDuplicate: 'park',
          overBalance: 'park',
          roundingTolerance: '0',
          firstOpenDaysMax: 45,
        },
      },
    })
  })

  test('shows the path and an example when there is no file', async () => {
    const folder = await temporaryFolder()
    await expect(readSettings(folder)).rejects.toMatchObject({
      code: 'SETTINGS_MISSING',
      exitCode: 2,
      message: expect.stringMatching(/settings\.json[\s\S]*"connections"/),
      context: { path: join(folder, 'settings.json') },
    })
  })

  test('shows an example that is itself valid', async () => {
    const error = await readSettings(await temporaryFolder()).catch((caught: unknown) => caught)
    const example = (error as Error).message.replace(/^[^{]*/, '')
    expect(() => parseSettings(JSON.parse(example), 'example')).not.toThrow()
  })

  test.each([
    ['{\n  "profile": "a",\n}', { line: 3, column: 1 }],
    ['{\n  "profile": "a"', { line: 2, column: 17 }],
    ['', { line: 1, column: 1 }],
  ])('says where %j is not JSON', async (text, place) => {
    await expect(readSettings(await folderWith(text))).rejects.toMatchObject({
      code: 'SETTINGS_NOT_JSON',
      context: place,
    })
  })

  test.skipIf(process.platform === 'win32')('refuses a file that others can change', async () => {
    await expect(readSettings(await folderWith('{}', 0o664))).rejects.toMatchObject({
      code: 'SETTINGS_UNSAFE',
      hint: expect.stringContaining('chmod 600'),
    })
    expect((await readSettings(await folderWith('{}', 0o644))).profile).toBe('default')
  })

  test('says so when the path is a folder', async () => {
    const folder = await temporaryFolder()
    await mkdir(join(folder, 'settings.json'))
    await expect(readSettings(folder)).rejects.toMatchObject({ code: 'SETTINGS_UNREADABLE' })
  })
})

describe('saving the settings', () => {
  test('writes a file that only its owner can read, and reads it again', async () => {
    const folder = join(await temporaryFolder(), 'new')
    const path = await saveSettings(folder, withFlow({ enabled: false }))
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect((await stat(folder)).mode & 0o777).toBe(0o700)
    expect((await readSettings(folder)).routes['airbase-to-d365']?.flows.bills?.enabled).toBe(false)
    await saveSettings(folder, { connections })
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({ connections })
  })

  test('replaces a broken file, and never writes a broken one', async () => {
    const folder = await folderWith('{')
    await saveSettings(folder, { connections })
    await expect(saveSettings(folder, { profile: 'No Good' })).rejects.toMatchObject({
      code: 'SETTINGS_INVALID',
    })
    expect((await readSettings(folder)).profile).toBe('default')
  })
})

describe('wrong settings', () => {
  test.each([
    [
      'a value that is none of the allowed',
      withFlow({ form: 'jornal' }),
      ['routes.airbase-to-d365.flows.bills.form is "jornal"; allowed is one of "pending", "journal"'],
    ],
    [
      'an unknown key, with the one that was meant',
      withFlow({ paydBy: 'd365' }),
      [
        'routes.airbase-to-d365.flows.bills.paydBy is a key that nobody knows; allowed is enabled, form, paidBy,',
        'did you mean paidBy?',
      ],
    ],
    [
      'an unknown key at the top',
      { conections: {} },
      ['conections is a key that nobody knows', 'did you mean connections?'],
    ],
    [
      'a number out of bounds',
      { retention: { personalDays: 0 } },
      ['retention.personalDays is 0; allowed is at least 1'],
    ],
    ['a wrong type', { connections: [] }, ['connections is []; allowed is an object { … }']],
    ['a whole file of the wrong type', [], ['the whole file is []; allowed is an object { … }']],
    [
      'a missing value',
      { connections: { airbase: {} } },
      ['connections.airbase.connector is missing; allowed is a text'],
    ],
    [
      'a tolerance above the bound',
      withFlow({ roundingTolerance: '0.06', roundingAccount: '1' }),
      ['roundingTolerance is "0.06"; allowed is a decimal text from "0" to "0.05"'],
    ],
    [
      'a tolerance without its account',
      withFlow({ roundingTolerance: '0.05' }),
      ['roundingAccount is missing'],
    ],
    [
      'a source that pays, without a method of payment',
      withFlow({ paidBy: 'source' }),
      ['methodOfPayment is missing; allowed is a value, because paidBy is "source"'],
    ],
    [
      'a connection that is not there',
      { connections, routes: { r: { from: 'airbse', to: 'd365' } } },
      ['routes.r.from is "airbse"; allowed is the name of a connection: airbase, d365'],
    ],
    [
      'a zone that nobody knows',
      { connections, routes: { r: { from: 'airbase', to: 'd365', timeZones: { usmf: 'Mars/X' } } } },
      ['routes.r.timeZones.usmf is "Mars/X"; allowed is a time zone such as "Europe/Berlin"'],
    ],
    [
      'a guard that is not an amount',
      {
        connections,
        routes: { r: { from: 'airbase', to: 'd365', guards: { totalMax: { EUR: 1000 } } } },
      },
      ['routes.r.guards.totalMax.EUR is 1000; allowed is a text'],
    ],
    [
      'a name with capital letters',
      { connections: { Airbase: { connector: 'airbase' } } },
      ['connections.Airbase', 'allowed is a name of small letters, digits and hyphens'],
    ],
    ['a kept name', { connections: { state: { connector: 'airbase' } } }, ['connections.state']],
    [
      'a passphrase in the settings',
      { vaultPassphrase: 'correct horse' },
      ['vaultPassphrase is ***; allowed is "prompt", or an object'],
    ],
  ])('name %s', (_, raw, parts) => {
    const error = errorOf(raw)
    expect(error.code).toBe('SETTINGS_INVALID')
    expect(error.message).toContain('/etc/settings.json')
    for (const part of parts) expect(error.message).toContain(part)
    expect(error.hint).toBeTruthy()
  })

  test('are named all at once', () => {
    const error = errorOf(withFlow({ form: 'x', rateSource: 'source', enabled: 'yes' }))
    expect(error.message).toContain('3 wrong settings')
    expect(error.context).toMatchObject({ problems: 3, path: '/etc/settings.json' })
  })
})
