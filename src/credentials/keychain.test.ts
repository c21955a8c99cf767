import { describe, expect, test } from 'vitest'
import { memoryKeyring } from '../../test/support/memory-keyring.ts'
import { systemClock } from '../lib/clock.ts'
import { Secret } from '../lib/secret.ts'
import type { Keyring } from './keychain.ts'
import { createKeychain } from './keychain.ts'

const BUS = { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere' }
const open = (keyring: Keyring, env: Record<string, string> = BUS, profile = 'default') =>
  createKeychain({
    profile,
    env,
    platform: 'linux',
    clock: { ...systemClock, sleep: (ms, signal) => systemClock.sleep(ms / 100, signal) },
    keyring: () => Promise.resolve(keyring),
    fileExists: (path) => path === '/run/user/7/bus',
  })
const token = { connection: 'airbase', name: 'token', secret: new Secret('one'), expiresAt: null }

describe('the keychain', () => {
  test('is not asked without a D-Bus session', async () => {
    const never: Keyring = memoryKeyring('must not be called')
    expect(await open(never, {}).available('write')).toEqual({
      ok: false,
      why: 'there is no D-Bus session (DBUS_SESSION_BUS_ADDRESS is not set)',
      error: null,
    })
  })

  test('finds the bus of a systemd session by its socket', async () => {
    expect(await open(memoryKeyring(), { XDG_RUNTIME_DIR: '/run/user/7' }).available('read')).toEqual({
      ok: true,
    })
  })

  test('leaves no mark when it is only asked for reading', async () => {
    const keyring = memoryKeyring()
    await open(keyring).available('read')
    expect(keyring.items.size).toBe(0)
  })

  test('proves by a value of its own that it keeps values, and does not list it', async () => {
    const keyring = memoryKeyring()
    const keychain = open(keyring)
    expect(await keychain.available('write')).toEqual({ ok: true })
    expect([...keyring.items.keys()]).toEqual(['ml-connector:default canary'])
    expect(await keychain.list()).toEqual([])
  })

  test.each([
    ["Couldn't access platform storage: Secret Service: unlock prompt was dismissed", 'it is locked'],
    ["Couldn't access platform storage: Secret Service: no result found", 'no default keyring'],
    [
      'DBus error: The name org.freedesktop.secrets was not provided by any .service files',
      'no Secret Service',
    ],
    ['DBus error: Using X11 for dbus-daemon autolaunch was disabled', 'no D-Bus session'],
    ['something new', 'it failed: something new'],
  ])('translates «%s»', async (message, why) => {
    expect(await open(memoryKeyring(message)).available('write')).toMatchObject({
      ok: false,
      why: expect.stringContaining(why),
    })
  })

  test('does not wait for ever', async () => {
    const silent: Keyring = { ...memoryKeyring(), get: () => new Promise(() => undefined) }
    expect(await open(silent).available('read')).toMatchObject({
      ok: false,
      why: 'it failed: no answer in 3 s',
    })
  })

  test('says so when a value is not kept', async () => {
    const forgetful: Keyring = { ...memoryKeyring(), set: () => Promise.resolve() }
    expect(await open(forgetful).available('write')).toMatchObject({
      ok: false,
      why: 'it did not keep a test value',
    })
    await expect(open(forgetful).set(token)).rejects.toMatchObject({ code: 'KEYCHAIN_NOT_KEPT' })
  })

  test('keeps the profiles apart', async () => {
    const keyring = memoryKeyring()
    await open(keyring, BUS, 'one').set(token)
    expect(await open(keyring, BUS, 'two').get('airbase', 'token')).toBeNull()
  })

  test('takes a value that another tool put there, without an age', async () => {
    const keyring = memoryKeyring()
    await keyring.set('ml-connector:default', 'airbase/token', '{"mlConnector": my own')
    const keychain = open(keyring)
    expect((await keychain.get('airbase', 'token'))?.reveal()).toBe('{"mlConnector": my own')
    expect(await keychain.list()).toEqual([
      { connection: 'airbase', name: 'token', storedAt: null, expiresAt: null },
    ])
  })
})
