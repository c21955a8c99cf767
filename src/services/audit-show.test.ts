import { readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { twoBills } from '../../test/support/two-bills.ts'
import { auditShow } from './audit-show.ts'

describe('the journey of a document', () => {
  test('tells what was read, sent and answered, oldest first, and hides personal data', async () => {
    const { world, written, first } = await twoBills()
    const shown = await auditShow(world.context, { id: written.slice(0, 7).toLowerCase(), personal: false })
    expect(shown).toMatchObject({
      id: written,
      state: 'written',
      number: first.number,
      route: 'airbase-to-d365',
      acknowledged: 'done',
      identity: { ref: first.airbaseId },
    })
    expect(shown.journey.map(({ event }) => event)).toEqual(['ready', 'sending', 'written', 'acknowledged'])
    expect(shown.journey.map(({ n }) => n)).toEqual(shown.journey.map(({ n }) => n).toSorted((a, b) => a - b))
    expect(shown.mapping).toBe(1)
    expect(shown.content).toMatchObject({
      state: 'kept',
      value: { airbase_id: first.airbaseId, vendor: { name: '***' } },
    })
    expect(shown.sent).toMatchObject({ state: 'kept', value: { trace: written } })
    expect(shown.cameBack.map(({ event }) => event)).toEqual(['written'])
    expect(shown.target).toMatchObject({
      id: expect.stringMatching(/\d/),
      url: expect.stringContaining('http'),
    })
    const { value } = (await auditShow(world.context, { id: written, personal: true })).content
    const entry = world.airbase.app.entries.find(first.airbaseId)!
    expect((value as { vendor: { name: string } }).vendor.name).toBe(entry.vendor!.name)
    expect(JSON.stringify(shown)).not.toContain(JSON.stringify(entry.vendor!.name).slice(1, -1))
  })

  test('says that content was erased after its retention', async () => {
    const { world, written } = await twoBills()
    const keys = join(world.context.paths.root, 'keys')
    for (const file of await readdir(keys))
      await writeFile(join(keys, file), Buffer.alloc((await stat(join(keys, file))).size))
    const shown = await auditShow(world.context, { id: written, personal: true })
    expect([shown.content, shown.sent]).toMatchObject([
      { state: 'erased', value: null },
      { state: 'erased', value: null },
    ])
    expect(shown.state).toBe('written')
  })

  test('is asked for by one document only', async () => {
    const { world } = await twoBills()
    await expect(auditShow(world.context, { id: 'ML', personal: false })).rejects.toMatchObject({
      code: 'DOCUMENT_ID_SHORT',
      exitCode: 2,
    })
    await expect(auditShow(world.context, { id: 'MLAAAAAA', personal: false })).rejects.toMatchObject({
      code: 'DOCUMENT_UNKNOWN',
    })
  })

  test('reads its own lines and no others', async () => {
    const { world, written } = await twoBills()
    const steps = (await auditShow(world.context, { id: written, personal: false })).journey.length
    let lines = 0
    const { disk } = world.context
    const counting = {
      ...disk,
      readRange: (path: string, offset: number, length: number) => {
        if (path.endsWith('.jsonl') && length < 64 * 1024) lines += 1
        return disk.readRange(path, offset, length)
      },
    }
    const { openState } = await import('../state/open-state.ts')
    const { Secret } = await import('../lib/secret.ts')
    const { clock, random, paths, anchorPath } = world.context
    const stateKey = new Secret(Buffer.alloc(32, 7).toString('base64'))
    const openStore = () =>
      openState({
        disk: counting,
        clock,
        random,
        paths,
        anchorPath,
        stateKey,
        machine: 'machine-1',
        run: 'r',
        mode: 'read',
      })
    await auditShow({ ...world.context, openStore }, { id: written, personal: false })
    // One more for the anchor, one for the end of the trail, one to see that it is there.
    expect(lines).toBeLessThanOrEqual(steps + 3)
  })
})
