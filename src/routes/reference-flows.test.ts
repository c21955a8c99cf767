import { describe, expect, test } from 'vitest'
import {
  flowContext,
  problemsIn,
  sourceDocument,
  type ContextChange,
} from '../../test/support/spend-world.ts'
import type { DimensionValueRecord, ReferenceRecord, VendorRecord } from '../model/reference-record.ts'
import { referenceFlows } from './reference-flows.ts'

const FLOWS = referenceFlows({ account: 'gl-account', vendor: 'vendor', 'dimension-value': 'tag' })
const flowOf = (kind: string) => FLOWS.find((flow) => flow.kinds.includes(kind))!
const toThere: ContextChange = {
  tables: {
    'legal-entity': { usmf: '10', demf: '20' },
    dimension: { Department: 'Team', CostCenter: '-' },
    vendor: {},
  },
}
const translate = (record: ReferenceRecord, change: ContextChange = {}) =>
  flowOf(record.type).translate(sourceDocument(record), flowContext({ ...toThere, ...change }))
const skipped = (record: ReferenceRecord, change: ContextChange = {}) =>
  problemsIn(() => translate(record, change)).map(({ code }) => code)

const vendor: VendorRecord = {
  type: 'vendor',
  id: 'V-1',
  name: 'Paper Mill',
  legalEntities: ['usmf'],
  active: true,
}
const value: DimensionValueRecord = {
  type: 'dimension-value',
  dimension: 'Department',
  id: '022',
  name: 'Sales',
  legalEntities: [],
  active: true,
}

describe('reference data', () => {
  test('is carried with the companies under which the other system knows it', () => {
    expect(translate(vendor)).toEqual({ form: 'vendor', document: { ...vendor, legalEntities: ['10'] } })
    expect(
      translate({
        type: 'account',
        id: '601000',
        name: 'Office',
        accountType: 'Expense',
        legalEntities: ['demf', 'usmf'],
        active: false,
      }),
    ).toMatchObject({
      form: 'gl-account',
      document: { legalEntities: ['10', '20'], active: false },
    })
  })

  test('of a vendor that was born there goes under the id that it has there', () => {
    const tables = { ...toThere.tables, vendor: { 'V-1': '4711' } }
    expect(translate(vendor, { tables })).toMatchObject({ existingId: '4711', document: { id: 'V-1' } })
  })

  test('of all companies names every mapped one', () => {
    expect(translate(value)).toMatchObject({ document: { legalEntities: ['10', '20'] } })
  })

  test('names a company once, though two of ours are one there', () => {
    expect(translate(value, { tables: { ...toThere.tables, 'legal-entity': { '*': '10' } } })).toMatchObject({
      document: { legalEntities: ['10'] },
    })
  })

  test('leaves out the companies that are not mapped or left out on purpose', () => {
    const tables = { ...toThere.tables, 'legal-entity': { usmf: '10', demf: '-' } }
    expect(translate({ ...vendor, legalEntities: ['usmf', 'demf', 'jpmf'] }, { tables })).toMatchObject({
      document: { legalEntities: ['10'] },
    })
  })

  test('of no mapped company is left out', () => {
    expect(skipped({ ...vendor, legalEntities: ['jpmf'] })).toEqual(['COMPANY_NOT_TAKEN'])
  })

  test('of a dimension goes under its label there; one that is not mapped or left out stays here', () => {
    expect(translate(value)).toMatchObject({
      form: 'tag',
      document: { dimension: 'Team', id: '022', name: 'Sales' },
    })
    expect(skipped({ ...value, dimension: 'CostCenter' })).toEqual(['DIMENSION_NOT_TAKEN'])
    expect(skipped({ ...value, dimension: 'Fund' })).toEqual(['DIMENSION_NOT_TAKEN'])
    expect(skipped({ ...value, legalEntities: ['jpmf'] })).toEqual(['COMPANY_NOT_TAKEN'])
  })

  test('that is gone from the ledger is the same record, inactive: never deleted', () => {
    const retired = flowOf('vendor').retire!(sourceDocument(vendor))
    expect(retired.body).toEqual({ ...vendor, active: false })
    expect(sourceDocument(vendor).body).toEqual(vendor)
  })

  test('is written again when it changes', () => {
    expect(FLOWS.map(({ name, onChange }) => [name, onChange])).toEqual([
      ['accounts', 'update'],
      ['vendors', 'update'],
      ['dimensions', 'update'],
    ])
  })

  test('goes only as far as the other system takes it', () => {
    expect(referenceFlows({ vendor: 'vendor' }).map(({ name }) => name)).toEqual(['vendors'])
    expect(referenceFlows({})).toEqual([])
  })
})
