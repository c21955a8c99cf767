import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import type { Connection } from '../../contract/connector.ts'
import type { ReferenceData } from '../../contract/reference-data.ts'
import type { DocumentWriter, Found, TargetLink, WriteItem } from '../../contract/target.ts'
import { present } from '../../lib/assert.ts'
import type { ReferenceRecord } from '../../model/reference-record.ts'
import type { AirbaseOptions } from '../../sandbox/airbase/options.ts'
import type { AirbaseSeed, TagRecord, VendorRecord } from '../../sandbox/airbase/records.ts'
import { asTrace, openTenant, progressOf } from './world.test.ts'

export const subsidiary = (code: string) => ({
  id: `sub-${code}`,
  airbase_id: `sub-${code}`,
  erp_reference_id: code,
  name: code,
  iso_code: 'US',
  erp_currency_reference_id: 'USD',
})
export const linkOf = (code: string) => ({ airbase_id: `sub-${code}`, erp_reference_id: code })
export const subsidiaries = [subsidiary('USMF'), subsidiary('DEMF')]

export const vendorRow = (id: string, reference: string, more: Partial<VendorRecord> = {}): VendorRecord => ({
  id,
  airbase_id: id,
  erp_reference_id: reference,
  erp_parent_reference_id: null,
  name: `Vendor ${reference}`,
  is_active: true,
  email: null,
  subsidiary_reference_ids: [linkOf('USMF')],
  ...more,
})
export const tagRow = (id: string, type_label: string, reference: string): TagRecord => ({
  id,
  airbase_id: id,
  erp_reference_id: reference,
  name: reference,
  type_label,
  is_active: true,
  subsidiary_reference_ids: [],
})

export const vendor = (id: string, more: Partial<ReferenceRecord> = {}): ReferenceRecord =>
  ({
    type: 'vendor',
    id,
    name: `Vendor ${id}`,
    legalEntities: ['USMF'],
    active: true,
    ...more,
  }) as ReferenceRecord
export const account = (id: string, accountType = 'Expense'): ReferenceRecord => ({
  type: 'account',
  id,
  name: `Account ${id}`,
  accountType,
  legalEntities: ['USMF', 'DEMF'],
  active: true,
})
export const tag = (dimension: string, id: string): ReferenceRecord => ({
  type: 'dimension-value',
  dimension,
  id,
  name: id,
  legalEntities: [],
  active: true,
})

const formOf = {
  account: 'airbase-account',
  vendor: 'airbase-vendor',
  'dimension-value': 'airbase-tag',
} as const
export const writerOf = (connection: Connection, record: ReferenceRecord): DocumentWriter =>
  present(connection.writers.get(formOf[record.type]), 'the writer')

export const prepared = (
  connection: Connection,
  record: ReferenceRecord,
  existing: TargetLink | null = null,
) =>
  writerOf(connection, record).prepare(record, {
    trace: asTrace('ML'),
    flow: 'flow',
    reference: {} as ReferenceData,
    existing,
  })

export const link = (id: string): TargetLink => ({
  id,
  legalEntity: null,
  lines: [],
  voucher: null,
  url: null,
})
export const traceOf = (record: ReferenceRecord) =>
  asTrace(`ML-${record.type === 'dimension-value' ? record.dimension : ''}${record.id}`)

export const findAll = async (
  connection: Connection,
  records: readonly ReferenceRecord[],
  existing: TargetLink | null = null,
) => {
  const [first] = records
  const items = records.map((record) => ({
    id: traceOf(record),
    body: prepared(connection, record, existing).body,
  }))
  const found = await writerOf(connection, present(first, 'a record')).find(items)
  return items.map((item): WriteItem => ({
    ...item,
    found: present(found.get(item.id), 'an answer'),
    lines: [],
  }))
}

/** Looks first and then writes, as the engine does. */
export const write = async (
  connection: Connection,
  records: readonly ReferenceRecord[],
  existing: TargetLink | null = null,
) => {
  const items = await findAll(connection, records, existing)
  const report = progressOf()
  const done = writerOf(connection, present(records[0], 'a record')).write(
    { container: null, items },
    report.progress,
  )
  const error = await done.then(
    () => null,
    (reason: unknown) => reason,
  )
  const kinds = records.map((record) => report.outcomes.get(traceOf(record))?.kind ?? 'none')
  return { ...report, error, kinds, items }
}
export const foundOf = async (
  connection: Connection,
  record: ReferenceRecord,
  existing: TargetLink | null = null,
): Promise<Found> => present((await findAll(connection, [record], existing))[0], 'an item').found

export const open = (
  seed: Partial<AirbaseSeed> = {},
  options: Partial<AirbaseOptions> = {},
  settings: Record<string, unknown> = {},
) => openTenant({ seed: { subsidiaries, ...seed }, onboarding: 'finished', ...options }, { settings })
export const whole = { kind: 'ours', whole: true, booked: false }

const isOwnRun = expect.getState().testPath === fileURLToPath(import.meta.url)
if (isOwnRun) {
  describe('preparing', () => {
    const { connection } = open()

    it('fixes the key and the body, and keeps names out of the facts', () => {
      const { naturalKey, body, facts, ...rest } = prepared(connection, tag('Cost center', 'CC-1'))
      expect(naturalKey).toBe('airbase-tag\u001fcost center\u001fcc-1')
      expect(body).toEqual({
        reference: 'CC-1',
        label: 'Cost center',
        name: 'CC-1',
        active: true,
        accountType: null,
        subsidiaries: [],
        airbaseId: null,
      })
      expect(facts).not.toHaveProperty('name')
      expect(rest).toEqual({
        form: 'airbase-tag',
        legalEntity: null,
        postingDate: null,
        containerKey: null,
        lineCount: 1,
      })
    })

    it('translates the account type, also by the settings, and refuses one that it does not know', () => {
      expect(prepared(connection, account('1', 'ProfitAndLoss')).body).toMatchObject({
        accountType: 'Expense',
      })
      const own = open(
        {},
        {},
        { contract: { accountTypeMap: { Expense: 'expense_account', Other: 'other' } } },
      ).connection
      const types = ['Expense', 'Other', 'Asset'].map(
        (type) => prepared(own, account('1', type)).body['accountType'],
      )
      expect(types).toEqual(['expense_account', 'other', 'Asset'])
      expect(() => prepared(connection, account('1', 'Total'))).toThrow('No Airbase account type')
    })

    it('refuses empty codes and names, all at once', () => {
      const problems = (() => {
        try {
          return prepared(connection, vendor(' ', { name: '' }))
        } catch (error) {
          return error
        }
      })()
      expect(problems).toMatchObject({ problems: [{ field: 'id' }, { field: 'name' }] })
    })
  })
}
