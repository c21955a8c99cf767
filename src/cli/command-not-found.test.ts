import { expect, test } from 'vitest'
import { commandNotFound } from './command-not-found.ts'

const config = { commandIDs: ['sync', 'dry-run', 'auth:login', 'auth:list', 'mapping:check'] }
const ask = (id: string) => commandNotFound.call({} as never, { id, config } as never)

test.each([
  ['snyc:airbase-to-d365', 'ml-connector sync'],
  ['auth:lgin:airbase', 'ml-connector auth login'],
  ['auth:frobnicate', 'There are: auth login, auth list.'],
  ['maping', 'ml-connector mapping'],
  ['airbase-to-d365', 'ml-connector sync airbase-to-d365'],
  ['something', 'ml-connector --help'],
])('%s is answered with %s', async (id, hint) => {
  await expect(ask(id)).rejects.toMatchObject({
    code: 'USAGE_COMMAND_UNKNOWN',
    exitCode: 2,
    hint: expect.stringContaining(hint),
  })
})
