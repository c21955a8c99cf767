import { expect, test } from 'vitest'
import { z } from 'zod'
import { parseConnectorSettings } from './connector-settings.ts'

const schema = z.strictObject({
  baseUrl: z.url(),
  scheme: z.enum(['Token', 'Bearer']).default('Token'),
  paths: z.strictObject({ entries: z.string().default('/entries') }).prefault({}),
})
const where = { file: '/etc/settings.json', connection: 'airbase' }

test('a connector gets its settings with defaults', () => {
  expect(parseConnectorSettings(schema, { baseUrl: 'https://example.com' }, where)).toEqual({
    baseUrl: 'https://example.com',
    scheme: 'Token',
    paths: { entries: '/entries' },
  })
})

test('wrong settings of a connector are named with the path inside the file', () => {
  const raw = { baseUrl: 'example', scheme: 'Basic', paths: { entrys: '/x' } }
  expect(() => parseConnectorSettings(schema, raw, where)).toThrow(
    expect.objectContaining({
      code: 'SETTINGS_INVALID',
      message: [
        '3 wrong settings in /etc/settings.json:',
        '  connections.airbase.settings.baseUrl is "example"; allowed is an address such as "https://example.com"',
        '  connections.airbase.settings.scheme is "Basic"; allowed is one of "Token", "Bearer"',
        '  connections.airbase.settings.paths.entrys is a key that nobody knows; allowed is entries; did you mean entries?',
      ].join('\n'),
    }),
  )
})
