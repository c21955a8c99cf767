import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { auditWorld, type AuditWorld } from '../../test/support/audit-world.ts'
import { traceOf } from '../../test/support/books.ts'
import { runCommand } from '../../test/support/run-command.ts'
import AuditExplain from './explain.ts'
import AuditExport from './export.ts'
import AuditList from './list.ts'
import AuditReplay from './replay.ts'
import AuditResolve from './resolve.ts'
import AuditShow from './show.ts'
import AuditVerify from './verify.ts'

let world: AuditWorld
let id: string
vi.mock('../../src/services/context.ts', () => ({ openContext: () => Promise.resolve(world.context) }))

beforeEach(async () => {
  world = await auditWorld({ bills: 1, settlements: 0, seed: 3 })
  id = traceOf(world.world.expectations[0]!.airbaseId)
  await world.changeMapping([{ table: 'account', code: '*', value: '999999' }])
  await world.sync()
})

describe('the audit commands', () => {
  test('list is a table with its counts, and one JSON value under --json', async () => {
    const { stdout, exitCode } = await runCommand(AuditList, ['--state', 'parked,in-doubt'])
    expect(stdout).toMatch(/^DOCUMENT +FLOW +STATE +NUMBER/)
    expect(stdout).toMatch(/ACCOUNT_UNKNOWN +just now\n\n1 document: 1 parked\.\n$/)
    expect(exitCode).toBe(0)
    expect(JSON.parse((await runCommand(AuditList, ['--json'])).stdout)).toMatchObject({
      documents: [{ id }],
      total: 1,
    })
    expect((await runCommand(AuditList, ['--state', 'posted'])).exitCode).toBe(2)
    expect((await runCommand(AuditList, ['--since', 'x'])).stderr).toContain('USAGE_DATE')
  })

  test('show hides personal data until it is asked for', async () => {
    const name = world.airbase.app.entries.find(world.world.expectations[0]!.airbaseId)!.vendor!.name
    const { stdout } = await runCommand(AuditShow, [id.slice(0, 8).toLowerCase()])
    expect(stdout).toContain('vendor.name')
    expect([stdout.includes(name), stdout.includes('--personal shows them')]).toEqual([false, true])
    expect((await runCommand(AuditShow, [id, '--personal'])).stdout).toContain(name)
    expect((await runCommand(AuditShow, ['MLAAAAAA'])).exitCode).toBe(2)
  })

  test('explain speaks in sentences, and ends with 2 for an unknown number', async () => {
    const { stdout } = await runCommand(AuditExplain, [id])
    expect(stdout).toMatch(/parked since 2026-11-20 08:00 UTC because .* has no main account 999999: /)
    expect(await runCommand(AuditExplain, ['NOPE'])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('NUMBER_UNKNOWN'),
    })
  })

  test('replay says what became of each document, and ends with 3 while one stays parked', async () => {
    const parked = await runCommand(AuditReplay, [id])
    expect([parked.exitCode, parked.stdout]).toEqual([3, expect.stringContaining('1 document, 0 moved.')])
    await world.changeMapping([{ table: 'account', code: '*', value: '=' }])
    const dry = await runCommand(AuditReplay, ['--failed', '--dry-run', '--json'])
    expect(JSON.parse(dry.stdout)).toMatchObject({ mode: 'dry-run', documents: [{ after: 'ready' }] })
    const done = await runCommand(AuditReplay, ['--failed', '--as-user', 'anna', '--reason', 'mapped'])
    expect([done.exitCode, done.stdout]).toEqual([0, expect.stringMatching(/parked +written +moved/)])
    expect(await world.trail()).toContain('"facts":{"by":"anna","reason":"mapped"')
  })

  test('resolve closes with a reason, and records who did', async () => {
    expect((await runCommand(AuditResolve, [id, '--as', 'closed'])).exitCode).toBe(2)
    const { stdout, exitCode } = await runCommand(AuditResolve, [
      id,
      '--as',
      'closed',
      '--reason',
      'by hand',
      '--as-user',
      'anna',
    ])
    expect([exitCode, stdout]).toEqual([
      0,
      expect.stringContaining('parked → skipped.\nDecided by anna: by hand'),
    ])
    expect((await runCommand(AuditResolve, [id, '--as', 'absent', '--reason', 'x'])).stderr).toContain(
      'RESOLVE_NOT_IN_DOUBT',
    )
  })

  test('verify ends with 10 and the place of the break', async () => {
    expect((await runCommand(AuditVerify)).exitCode).toBe(0)
    const { trail } = world.context.paths
    const file = join(trail, (await readdir(trail))[0]!)
    await writeFile(file, (await readFile(file, 'utf8')).replace('"state":"parked"', '"state":"booked"'))
    const broken = await runCommand(AuditVerify)
    expect([broken.exitCode, broken.stdout]).toEqual([
      10,
      expect.stringMatching(/✖ 2026-11\.jsonl, line \d+ \(number \d+, byte \d+\): it was not written after/),
    ])
    expect(JSON.parse((await runCommand(AuditVerify, ['--json'])).stdout)).toMatchObject({
      ok: false,
      exitCode: 10,
      brokenAt: { file: '2026-11' },
    })
  })

  test('export writes events to stdout, notices to stderr, and needs a file under --json', async () => {
    const period = ['--from', '2026-11-20', '--to', '2026-11-20']
    const { stdout, stderr } = await runCommand(AuditExport, [...period, '--format', 'json'])
    expect(JSON.parse(stdout.split('\n')[0]!)).toMatchObject({ event: 'parked', document: id })
    expect(stderr).toContain('1 event from 2026-11-20 00:00 UTC')
    expect((await runCommand(AuditExport, [...period, '--json'])).exitCode).toBe(2)
    expect((await runCommand(AuditExport, ['--from', '2026-11-20'])).exitCode).toBe(2)
  })
})
