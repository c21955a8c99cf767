import { describe, expect, it } from 'vitest'
import type { RawRecord } from '../../contract/source.ts'
import { isoCurrencies } from '../../model/currency.ts'
import { bill, entriesOf, openCanned, openTenant, readAll, shapes } from './world.test.ts'

describe('an entry that is read again', () => {
  it('is the same to the fingerprint as the listed one, whatever its kind', async () => {
    const seed = { ledger_entries: Object.values(shapes).map((shape, at) => bill(at + 1, shape)) }
    const { connection, sandbox } = openTenant({ seed })
    const { readAgain, toDocument } = entriesOf(connection)
    const listed = (await readAll(connection)) as RawRecord[]
    for (const record of listed) {
      const again = await readAgain?.(record.ref)
      expect(toDocument(again!, { currencies: isoCurrencies })).toEqual(
        toDocument(record, { currencies: isoCurrencies }),
      )
    }
    expect([listed.length, sandbox.violations]).toEqual([5, []])
  })

  it('shows its change, and that it waits for its approval again', async () => {
    const { connection, sandbox } = openTenant({ seed: { ledger_entries: [bill(1)] } })
    const { readAgain, toDocument } = entriesOf(connection)
    const [record] = (await readAll(connection)) as RawRecord[]
    const now = async () => toDocument((await readAgain?.(record!.ref))!, { currencies: isoCurrencies })
    const before = await now()
    sandbox.editEntry(record!.ref, { entry_date: '2026-07-02T00:00:00' })
    expect((await now()).fingerprint.hash).not.toBe(before.fingerprint.hash)
    sandbox.unapprove(record!.ref)
    expect((await now()).approval).toBe('not-approved')
  })

  it('is nothing where Airbase does not know it any more', async () => {
    expect(await entriesOf(openTenant().connection).readAgain?.('gone')).toBeNull()
  })

  it('stops the run where it has not the shape of a listed one, or is another', async () => {
    for (const body of [{ airbase_id: 'a' }, { data: bill(1) }, bill(2), []]) {
      const { connection } = openCanned([{ body }])
      await expect(entriesOf(connection).readAgain?.(bill(1).airbase_id)).rejects.toMatchObject({
        code: 'AIRBASE_ENTRY_SHAPE',
        exitCode: 11,
      })
    }
  })
})
