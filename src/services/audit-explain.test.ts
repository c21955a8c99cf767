import { describe, expect, test } from 'vitest'
import type { AuditWorld } from '../../test/support/audit-world.ts'
import { twoBills } from '../../test/support/two-bills.ts'
import { auditExplain } from './audit-explain.ts'

const entryOf = (world: AuditWorld, id: string) =>
  world.store('read', async (store) => (await store.get(id as never))!)

describe('an explanation', () => {
  test('finds a document by every number that a person knows', async () => {
    const { world, written, first } = await twoBills()
    world.d365.app.book()
    await world.sync()
    const { link } = await entryOf(world, written)
    const numbers = [
      first.number,
      first.airbaseId,
      ` ${first.number.toLowerCase()} `,
      link!.id,
      link!.voucher!,
      written.toLowerCase(),
      `USMF:${link!.id}:${link!.voucher!}`,
    ]
    for (const number of numbers) {
      const { documents } = await auditExplain(world.context, { number })
      expect(
        documents.map(({ id }) => id),
        number,
      ).toContain(written)
    }
    const explained = (await auditExplain(world.context, { number: first.number })).documents.find(
      ({ id }) => id === written,
    )
    expect(explained).toMatchObject({
      state: 'booked',
      acknowledged: 'done',
      writtenAt: '2026-11-20T08:00:00.000Z',
      link: { voucher: link!.voucher },
    })
    expect(explained?.bookedAt).not.toBeNull()
  })

  test('says since when and why one is parked', async () => {
    const { world, parked, second } = await twoBills()
    await world.sync()
    const explained = (await auditExplain(world.context, { number: second.number })).documents.find(
      ({ id }) => id === parked,
    )
    expect(explained).toMatchObject({
      id: parked,
      state: 'parked',
      since: '2026-11-20T08:00:00.000Z',
      reason: { code: 'VENDOR_UNLINKED', remedy: expect.any(String) },
      source: 'Airbase',
    })
  })

  test('finds what a killed run recorded and the index does not know', async () => {
    const { world, parked } = await twoBills()
    const store = await world.context.openStore({ mode: 'write', run: 'killed' })
    const entry = (await store.get(parked))!
    store.record({ event: 'parked', entry: { ...entry, numbers: [...entry.numbers, 'AFTER-THE-FOLD'] } })
    await store.durable()
    const { documents } = await auditExplain(world.context, { number: 'after-the-fold' })
    await store.close()
    expect(documents.map(({ id }) => id)).toEqual([parked])
  })

  test('of an unknown number says where it looked', async () => {
    const { world } = await twoBills()
    await expect(auditExplain(world.context, { number: 'NOPE-1' })).rejects.toMatchObject({
      code: 'NUMBER_UNKNOWN',
      exitCode: 2,
      hint: expect.stringContaining('vouchers'),
    })
  })
})
