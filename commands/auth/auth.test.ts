import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { toyAuthContext, type ToyAuthContext } from '../../test/support/auth-context.ts'
import { runCommand } from '../../test/support/run-command.ts'
import { temporaryFolder } from '../../test/support/temporary-folder.ts'
import AuthList from './list.ts'
import AuthLogin from './login.ts'
import AuthLogout from './logout.ts'
import AuthRotate from './rotate.ts'
import AuthStatus from './status.ts'
import AuthTest from './test.ts'

let context: ToyAuthContext
vi.mock('../../src/services/auth-open.ts', () => ({ openAuthContext: () => Promise.resolve(context) }))

const fileWith = async (secret: string) => {
  const path = join(await temporaryFolder(), 'secret')
  await writeFile(path, secret)
  return path
}
const login = async (secret: string, ...argv: string[]) =>
  runCommand(AuthLogin, ['two', '--from-file', await fileWith(secret), ...argv])

beforeEach(async () => {
  context = await toyAuthContext()
})

describe('the auth commands', () => {
  test('login stores, tests, says where and why not in a better place, and closes the connection', async () => {
    const { stdout, exitCode } = await login('good-1\n')
    expect(stdout.split('\n')).toEqual([
      '✔ token is stored in the vault',
      expect.stringContaining('not in the keychain: there is no D-Bus session'),
      '✔ two: it works',
      '  user  finance',
      '',
    ])
    expect(exitCode).toBe(0)
    expect(context.steps.at(-1)).toBe('close')
  })

  test('login ends with 8 when the test fails, and keeps what was stored', async () => {
    const { stdout, exitCode } = await login('bad')
    expect(exitCode).toBe(8)
    expect(stdout).toContain('✖ two: the far side does not take it\n  → Make a new one.')
    expect((await login('bad', '--no-test')).exitCode).toBe(0)
  })

  test('login takes no secret as an argument', async () => {
    const { exitCode, stderr } = await runCommand(AuthLogin, ['two', 'good-1'])
    expect([exitCode, stderr.includes('USAGE_ARGUMENT_UNEXPECTED')]).toEqual([2, true])
  })

  test('test ends with 8 for a refused secret, also as JSON', async () => {
    await login('bad', '--no-test')
    const { stdout, exitCode } = await runCommand(AuthTest, ['two', '--json'])
    expect(JSON.parse(stdout)).toMatchObject({ connection: 'two', ok: false, hint: 'Make a new one.' })
    expect(exitCode).toBe(8)
  })

  test('rotate says what it did, and what it did not', async () => {
    await login('good-1', '--no-test')
    const bad = await runCommand(AuthRotate, ['two', '--from-file', await fileWith('bad')])
    expect([bad.exitCode, bad.stdout.includes('the old secret is still in use')]).toEqual([8, true])
    const good = await runCommand(AuthRotate, ['two', '--from-file', await fileWith('good-2')])
    expect([good.exitCode, good.stdout.includes('token is replaced in the vault')]).toEqual([0, true])
  })

  test('list and status are aligned text without a terminal', async () => {
    await login('good-1', '--no-test', '--expires-on', '2020-01-01')
    expect((await runCommand(AuthList)).stdout).toBe(
      [
        'CONNECTION  SECRET         WHAT           STORED IN',
        'one         client-secret  Client secret  missing',
        'one         user           User name      missing',
        'two         token          API token      vault',
        '',
      ].join('\n'),
    )
    const { stdout } = await runCommand(AuthStatus)
    expect(stdout).toMatch(/^PROVIDER {5}LIVE {2}WHY NOT\nkeychain {5}no {4}there is no D-Bus session/)
    expect(stdout).toContain('auth login stores in the vault.')
    expect(stdout).toMatch(/two +token +vault +0 days +\d+ days ago/)
  })

  test('status shows no value as JSON', async () => {
    await login('good-1', '--no-test')
    const { stdout } = await runCommand(AuthStatus, ['--json'])
    expect(JSON.parse(stdout).storesIn).toBe('vault')
    expect(stdout).not.toContain('good-1')
  })

  test('logout says what it removed', async () => {
    await login('good-1', '--no-test')
    const { stdout } = await runCommand(AuthLogout, ['two'])
    expect(stdout).toContain(
      'Removed from:\n  - token: vault\nNot asked, and may still hold a copy:\n  - keychain:',
    )
  })

  test.each([
    [AuthTest, 'CONNECTION_UNKNOWN'],
    [AuthRotate, 'CONNECTION_UNKNOWN'],
    [AuthLogout, 'CONNECTION_UNKNOWN'],
  ])('%o names an unknown connection', async (command, code) => {
    const { exitCode, stderr } = await runCommand(command, ['tow'])
    expect([exitCode, stderr.includes(code), stderr.includes('Did you mean two?')]).toEqual([2, true, true])
  })
})
