import { execFile, spawnSync } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../support/temporary-folder.ts'

const run = promisify(execFile)
const NEEDED = ['dbus-run-session', 'gnome-keyring-daemon']
const TIME_LIMIT_MS = 50_000
const SCRIPT = join(import.meta.dirname, '../support/keychain-session.ts')
const NODE = `'${process.execPath}' --import tsx '${SCRIPT}'`
const UNLOCK = 'printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null'
const START = 'gnome-keyring-daemon --start --components=secrets >/dev/null'
/** A bus that starts no services: a session without a desktop. */
const BARE_BUS = `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen>
<policy context="default">
<allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy></busconfig>`

const missing = NEEDED.filter((name) => spawnSync('sh', ['-c', `command -v ${name}`]).status !== 0)
const why =
  missing.length === 0
    ? ''
    : ` (skipped: ${missing.join(' and ')} not installed; scripts/setup-test-system.sh)`
if (why !== '') process.stderr.write(`keychain test${why}\n`)

/** A home of its own, so that no keyring of the machine is touched. */
const session = async () => {
  const home = await temporaryFolder()
  const runtime = join(home, 'run')
  await mkdir(runtime, { mode: 0o700 })
  const { DBUS_SESSION_BUS_ADDRESS: _bus, DISPLAY: _display, WAYLAND_DISPLAY: _wayland, ...env } = process.env
  const ask = async (command: string, args: readonly string[] = []) => {
    const all = { ...env, HOME: home, XDG_RUNTIME_DIR: runtime, XDG_DATA_HOME: join(home, 'data') }
    const options = { env: all, timeout: TIME_LIMIT_MS, cwd: join(import.meta.dirname, '../..') }
    const { stdout } = await run('dbus-run-session', [...args, '--', 'sh', '-c', command], options)
    return JSON.parse(stdout.trim().split('\n').at(-1) ?? '')
  }
  return { home, ask }
}

describe.skipIf(missing.length > 0)(`a real Secret Service${why}`, () => {
  test('keeps, lists and forgets secrets while it is unlocked', async () => {
    const { ask } = await session()
    expect(await ask(`${UNLOCK}; exec ${NODE}`)).toEqual({
      read: { ok: true },
      write: { ok: true },
      roundTrip: {
        before: null,
        kept: true,
        listed: [['airbase', 'token', true]],
        deleted: [true, false],
        after: null,
      },
    })
  })

  test('is passed over with the reason while it is locked', async () => {
    const { ask } = await session()
    await ask(`${UNLOCK}; exec ${NODE}`)
    const why = 'it is locked, and nobody can be asked to unlock it'
    expect(await ask(`${START}; exec ${NODE}`)).toMatchObject({ write: { ok: false, why }, roundTrip: null })
  })

  test('is passed over with the reason when it has no keyring', async () => {
    const { ask } = await session()
    const why = 'there is a Secret Service, but it has no default keyring'
    expect(await ask(`${START}; exec ${NODE}`)).toMatchObject({ write: { ok: false, why } })
  })

  test('is passed over with the reason when the session has none', async () => {
    const { home, ask } = await session()
    const config = join(home, 'bus.conf')
    await writeFile(config, BARE_BUS)
    const why = 'no Secret Service runs on the D-Bus session'
    expect(await ask(`exec ${NODE}`, [`--config-file=${config}`])).toMatchObject({
      write: { ok: false, why },
    })
  })
})

test('a machine without a D-Bus session falls back with the reason', async () => {
  const home = await temporaryFolder()
  const { DBUS_SESSION_BUS_ADDRESS: _bus, XDG_RUNTIME_DIR: _runtime, ...env } = process.env
  const { stdout } = await run('sh', ['-c', `exec ${NODE}`], {
    env: { ...env, HOME: home },
    timeout: TIME_LIMIT_MS,
  })
  const result = JSON.parse(stdout)
  if (process.platform !== 'linux') return
  expect(result).toMatchObject({
    read: { ok: false, why: expect.stringContaining('no D-Bus session') },
    write: { ok: false, why: expect.stringContaining('DBUS_SESSION_BUS_ADDRESS') },
  })
})
