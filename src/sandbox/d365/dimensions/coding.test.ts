import { describe, expect, it } from 'vitest'
import { day, postInvoiceLine, postJournal } from '../testing/documents.ts'
import { type Fixture, openFixture, reasonOf } from '../testing/fixture.ts'

const postOffset = (erp: Fixture, offset: string, more = {}) =>
  postInvoiceLine(erp, postJournal(erp), { OffsetAccountDisplayValue: offset, ...more })

describe('account strings', () => {
  it('come back in the rendering of the server, missing segments blank', () => {
    const erp = openFixture()
    expect(postOffset(erp, '605140-001').body.OffsetAccountDisplayValue).toBe('605140-001--')
    expect(postOffset(erp, '605140--R\\-D').body.OffsetAccountDisplayValue).toBe('605140--R\\-D-')
  })

  it('lose surplus segments without an error', () => {
    const erp = openFixture()
    const answer = postOffset(erp, '605140-001-022-007-P1')
    expect([answer.status, answer.body.OffsetAccountDisplayValue]).toEqual([201, '605140-001-022-007'])
    expect(erp.rules()).toEqual(['segments-dropped'])
  })

  it('follow the format and delimiter that are active now', () => {
    const erp = openFixture()
    erp.sandbox.editRow('DimensionParameters', { Key: 0 }, { DimensionSegmentDelimiter: 'DoubleBar' })
    const answer = postOffset(erp, '605140||001||R-D||', { AccountDisplayValue: 'US-101' })
    expect(answer.body).toMatchObject({
      AccountDisplayValue: 'US-101',
      OffsetAccountDisplayValue: '605140||001||R-D||',
    })
  })

  it('are refused when no format of the type is active', () => {
    const erp = openFixture()
    const key = { DimensionFormatName: 'Ledger', DimensionFormatType: 'DataEntityLedgerDimensionFormat' }
    erp.sandbox.editRow('DimensionIntegrationFormats', key, { IsActive: 'No' })
    expect(reasonOf(postOffset(erp, '605140'))).toContain('no active ledger dimension format')
  })

  it.each([
    [
      '699999',
      "The value '699999' in field 'Main account' is not found in the related table 'Main accounts'.",
    ],
    ['605140-XXX', "The value 'XXX' in field 'BusinessUnit' is not found"],
    ['605140-022', "The value '022' in field 'BusinessUnit' is not found"],
    ['600999', 'is of type Total'],
    ['600900', 'is suspended'],
    ['600800', 'Manual entry is not allowed'],
    ['605140---008', 'CostCenter value 008 is suspended'],
    ['605140---009', 'is a total'],
    ['605140---010', 'is blocked for manual entry'],
  ])('are refused for %s', (offset, text) => {
    const erp = openFixture()
    const answer = postOffset(erp, offset)
    expect(answer.status).toBe(400)
    expect(reasonOf(answer)).toContain(text)
    expect(reasonOf(answer)).toContain(
      "validateField failed on field 'VendInvoiceJournalLineEntity.OffsetAccountDisplayValue'.",
    )
  })

  it('with values that are not valid on the posting date fail only at booking', () => {
    const erp = openFixture()
    expect(postOffset(erp, '600700', { Date: '2026-04-01T12:00:00Z', Invoice: 'A' }).status).toBe(201)
    expect(postOffset(erp, '605140---011', { Invoice: 'B' }).status).toBe(201)
    const reasons = erp.sandbox.book().refused.map(({ reason }) => reason)
    expect(reasons).toEqual([
      expect.stringContaining('600700 is not active on 2026-04-01'),
      expect.stringContaining('011 is not active'),
    ])
  })

  it('of a vendor end at a bare delimiter, so an unescaped account names another vendor', () => {
    const erp = openFixture()
    const answer = postInvoiceLine(erp, postJournal(erp), { AccountDisplayValue: 'US-101' })
    expect(reasonOf(answer)).toContain(
      "The value 'US' in field 'Account' is not found in the related table 'Vendors'.",
    )
    expect(erp.rules()).toEqual(['unescaped-account'])
  })
})

describe('the display value actions', () => {
  it('order the values and skip names outside the format', () => {
    const erp = openFixture()
    const set = erp.send('POST', '/data/DimensionSets/Microsoft.Dynamics.DataEntities.getSetDisplayValue', {
      _attributeNames: ['CostCenter', 'Department', 'Project'],
      _attributeValues: ['007', '022', 'P1'],
    })
    expect(set.body.value).toBe('-022-007')
    const account = erp.send(
      'POST',
      '/data/DimensionCombinations/Microsoft.Dynamics.DataEntities.getCombinationDisplayValue',
      {
        _entityName: 'LedgerJournalLine',
        _propertyName: 'Account',
        _ledgerJournalACType: 'Ledger',
        _attributeNames: ['MainAccount', 'CostCenter'],
        _attributeValues: ['605140', '007'],
      },
    )
    expect(account.body.value).toBe('605140---007')
  })
})

describe('default dimensions', () => {
  it('come from the vendor unless the line sends its own', () => {
    const erp = openFixture()
    const own = { AccountDisplayValue: 'US\\-101', Date: day }
    expect(postInvoiceLine(erp, postJournal(erp), own).body.DefaultDimensionDisplayValue).toBe('001--')
    const sent = postInvoiceLine(erp, postJournal(erp), { ...own, DefaultDimensionDisplayValue: '-022' })
    expect(sent.body.DefaultDimensionDisplayValue).toBe('-022-')
  })
})
