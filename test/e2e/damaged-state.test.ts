import { appendFile, cp, readFile, readdir, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { installation, type CommandOptions, type Installation } from '../support/installation.ts'
import { enlarge, leaveRoom, noMountReason, smallDisk } from '../support/full-disk.ts'
import { expectWholeBooks, syncUntilDone, syncUntilSettled } from '../support/whole-books.ts'

const ROUTE = 'airbase-to-d365'
const SIZE = { seed: 81, bills: 8, reimbursements: 2, cards: 2, transfers: 1, fees: 0, amortisations: 1, settlements: 0, problems: 0 }

interface Refusal {
  readonly error: { readonly code: string; readonly message: string; readonly hint: string }
}

const refused = async (it: Installation, exitCode: number, options?: CommandOptions): Promise<Refusal['error']> => {
  const { run, value } = await it.json<Refusal>(['sync', ROUTE], options)
  expect([run.exitCode, run.stderr], run.stdout).toEqual([exitCode, ''])
  return value.error
}

const trailFile = async (it: Installation): Promise<string> => {
  const [newest] = (await readdir(join(it.state, 'trail'))).sort().reverse()
  return join(it.state, 'trail', newest!)
}

const shardsOf = async (it: Installation): Promise<readonly string[]> => {
  const db = join(it.state, 'db')
  const names = await readdir(db, { recursive: true })
  return names.filter((name) => name.endsWith('.json') && name !== 'manifest.json').map((name) => join(db, name))
}

const expectSettled = async (it: Installation): Promise<void> => {
  await syncUntilDone(it)
  await expectWholeBooks(it)
}

describe('a trail', () => {
  test('whose next line a crash has torn is cut there and continued, and says so', async () => {
    const it = await installation(SIZE)
    await it.fault('d365', { match: { method: 'POST', path: '/data/VendInvoiceJournalLines' }, nth: 3, times: 1000, do: { kind: 'silence', committed: true } })
    const run = it.start(['sync', ROUTE])
    await it.struck('d365')
    run.kill('SIGKILL')
    await run.done
    await it.clearFaults()
    // Only what was not synced can be torn: half of the next line.
    await appendFile(await trailFile(it), '{"n":4711,"at":"20')
    const verdict = await it.json<{ torn: { bytes: number } | null }>(['audit', 'verify'])
    expect([verdict.run.exitCode, verdict.value.torn?.bytes]).toEqual([0, expect.any(Number)])
    await syncUntilSettled(it, ROUTE)
    expect((await it.trail()).filter(({ event }) => event === 'tail-cut')).toHaveLength(1)
    await expectSettled(it)
  })

  test('that ends in half a line behind a finished run goes on after it', async () => {
    const it = await installation(SIZE)
    await it.sync(ROUTE, '--limit', '3')
    await appendFile(await trailFile(it), '{"n":4711,"at":"20')
    await expectSettled(it)
    expect((await it.trail()).filter(({ event }) => event === 'tail-cut')).toHaveLength(1)
  })

  test('that lost its last line, of which the anchor knows, stops the sync', async () => {
    const it = await installation(SIZE)
    await it.sync(ROUTE)
    const file = await trailFile(it)
    await truncate(file, (await readFile(file)).length - 20)
    expect(await refused(it, 10)).toMatchObject({ code: 'TRAIL_ENDS_BEFORE_ANCHOR', hint: expect.stringContaining('state adopt') })
  })

  test('with a changed line does not verify, and the line is named', async () => {
    const it = await installation(SIZE)
    await it.sync(ROUTE)
    const file = await trailFile(it)
    const lines = (await readFile(file, 'utf8')).split('\n')
    lines[9] = lines[9]!.replace('"event":"', '"event":"x')
    await writeFile(file, lines.join('\n'))
    const { run, value } = await it.json<{ ok: boolean; brokenAt: { line: number } }>(['audit', 'verify'])
    expect([run.exitCode, value.ok]).toEqual([10, false])
    // The line that carries the hash of the changed one no longer follows.
    expect([10, 11]).toContain(value.brokenAt.line)
    const text = await it.ml(['audit', 'verify'])
    expect([text.exitCode, text.stdout]).toEqual([10, expect.stringMatching(new RegExp(`line ${value.brokenAt.line}\\b`))])
  })
})

describe('the index', () => {
  test('whose manifest cannot be read is named with the way to make it anew, which does', async () => {
    const it = await installation(SIZE)
    await it.sync(ROUTE, '--limit', '3')
    await writeFile(join(it.state, 'db', 'manifest.json'), 'no manifest at all')
    const error = await refused(it, 10)
    expect(error).toMatchObject({ code: 'STATE_UNREADABLE', message: expect.stringContaining('manifest.json'), hint: expect.stringContaining('state rebuild') })
    const rebuilt = await it.ml(['state', 'rebuild'])
    expect(rebuilt.exitCode, rebuilt.stderr).toBe(0)
    await expectSettled(it)
  })

  test('with damaged and missing shards heals by itself', async () => {
    const it = await installation(SIZE)
    await it.sync(ROUTE)
    const shards = await shardsOf(it)
    expect(shards.length).toBeGreaterThan(5)
    for (const [at, path] of shards.entries()) {
      if (at % 2 === 0) await writeFile(path, '{"half":')
      else await rm(path)
    }
    await expectSettled(it)
    expect((await it.trail()).filter(({ event }) => event === 'shard-healed').length).toBeGreaterThan(5)
  })

  test('that is gone altogether is made anew from the trail', async () => {
    const it = await installation(SIZE)
    await it.sync(ROUTE)
    await rm(join(it.state, 'db'), { recursive: true })
    await expectSettled(it)
  })
})

describe('a machine', () => {
  test('without flock cannot begin, and says what to install', async () => {
    const it = await installation(SIZE)
    expect(await refused(it, 2, { env: { PATH: '/nonexistent' } })).toMatchObject({ code: 'FLOCK_MISSING', hint: expect.stringContaining('util-linux') })
    expect(await it.books()).toEqual([])
  })

  // Room for a part of a run, in KiB: it ends while records are read, while documents are sent, and when the index is saved.
  test.skipIf(noMountReason() !== null).each([24, 120, 400])('whose disk is full after %i KiB more stops with a clear word, and goes on once there is room', async (roomKib) => {
    const it = await installation(SIZE)
    const disk = join(it.folder, 'disk')
    const unmount = smallDisk(disk, 64 * 1024 * 1024)
    onTestFinished(unmount)
    const onDisk = { env: { ML_CONNECTOR_STATE_DIR: join(disk, 'state') } }
    await cp(it.state, join(disk, 'state'), { recursive: true })
    await rm(it.state, { recursive: true })
    leaveRoom(disk, roomKib * 1024)
    const { run, value } = await it.json<Partial<Refusal>>(['sync', ROUTE], onDisk)
    expect([run.exitCode, run.stderr], run.stdout).toEqual([2, ''])
    expect(value.error, run.stdout).toMatchObject({ code: expect.stringMatching(/ENOSPC$/), message: expect.stringContaining('disk is full'), hint: expect.stringMatching(/free/i) })
    expect(value.error?.message).toContain(disk)
    enlarge(disk, 64 * 1024 * 1024)
    await cp(join(disk, 'state'), it.state, { recursive: true })
    await expectSettled(it)
  })
})
