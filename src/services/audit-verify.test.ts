import { readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { AuditWorld } from '../../test/support/audit-world.ts'
import { twoBills } from '../../test/support/two-bills.ts'
import { auditVerify } from './audit-verify.ts'

describe('the verification', () => {
  const damage = async (world: AuditWorld, change: (text: string) => string) => {
    const { trail } = world.context.paths
    const [file] = await readdir(trail)
    const text = await readFile(join(trail, file!), 'utf8')
    await writeFile(join(trail, file!), change(text))
  }

  test('proves an untouched trail and its anchor, and counts what it read', async () => {
    const { world } = await twoBills()
    const result = await auditVerify(world.context)
    expect(result).toMatchObject({
      ok: true,
      exitCode: 0,
      anchor: { state: 'held', n: result.lines },
      torn: null,
      brokenAt: null,
    })
    expect(result.bytes).toBe((await world.trail()).length)
  })

  test('names the line that was changed', async () => {
    const { world } = await twoBills()
    const lines = (await world.trail()).split('\n')
    await damage(world, (text) => text.replace('"state":"written"', '"state":"skipped"'))
    const at = lines.findIndex((line) => line.includes('"state":"written"')) + 1
    const result = await auditVerify(world.context)
    expect(result).toMatchObject({
      ok: false,
      exitCode: 10,
      lines: at,
      anchor: { state: 'not-checked' },
      brokenAt: { file: '2026-11', line: at + 1, why: expect.stringContaining(`line ${at}`) },
    })
    expect(result.brokenAt?.byte).toBe(lines.slice(0, at).join('\n').length + 1)
  })

  test('notices a trail that lost its end, by the anchor', async () => {
    const { world } = await twoBills()
    await damage(world, (text) => `${text.trimEnd().split('\n').slice(0, -2).join('\n')}\n`)
    expect(await auditVerify(world.context)).toMatchObject({
      ok: false,
      exitCode: 10,
      anchor: { state: 'broken', code: 'TRAIL_ENDS_BEFORE_ANCHOR' },
    })
  })

  test('takes a torn last line for what it is', async () => {
    const { world } = await twoBills()
    await damage(world, (text) => `${text}{"n":99,"at"`)
    expect(await auditVerify(world.context)).toMatchObject({ ok: true, torn: { file: '2026-11', bytes: 12 } })
  })
})
