import { describe, expect, it } from 'vitest'
import { openFixture, reasonOf, valuesIn, type Fixture } from '../testing/fixture.ts'

const accounts = (erp: Fixture, filter: string) =>
  valuesIn(erp.get(`/data/MainAccounts?$select=MainAccountId&$filter=${filter}`)).map(
    (row) => row.MainAccountId,
  )

const vendors = (erp: Fixture, filter: string) => {
  const rows = valuesIn(
    erp.get(`/data/VendorsV3?cross-company=true&$select=VendorAccountNumber&$filter=${filter}`),
  )
  return rows.map((row) => row.VendorAccountNumber)
}

describe('filters', () => {
  it('compares text without case and trailing blanks', () => {
    const erp = openFixture()
    expect(vendors(erp, "dataAreaId eq 'USMF' and VendorAccountNumber eq 'us-101  '")).toEqual(['US-101'])
  })

  it('treats a star in eq and ne always as a wildcard', () => {
    const erp = openFixture()
    expect(vendors(erp, "VendorAccountNumber eq '100*'")).toEqual(['1001', '1002', '1003', '1004'])
    expect(vendors(erp, "dataAreaId eq 'usmf' and VendorAccountNumber ne '*0*'")).toEqual(["O'Brien"])
  })

  it('reads doubled quotes and refuses single ones', () => {
    const erp = openFixture()
    expect(vendors(erp, "VendorAccountNumber eq 'O''Brien'")).toEqual(["O'Brien"])
    const broken = erp.get(
      "/data/VendorsV3?cross-company=true&$select=Name&$filter=VendorAccountNumber eq 'O'Brien'",
    )
    expect(broken.status).toBe(400)
    const key = erp.get("/data/VendorsV3(dataAreaId='usmf',VendorAccountNumber='O'Brien')?cross-company=true")
    expect(key.status).toBe(400)
    expect(erp.rules()).toEqual(['undoubled-quote', 'undoubled-quote'])
    const right = erp.get(
      "/data/VendorsV3(dataAreaId='usmf',VendorAccountNumber='O''Brien')?cross-company=true",
    )
    expect(right.status).toBe(200)
  })

  it('knows and, or, not, parentheses, numbers, dates and enum literals', () => {
    const erp = openFixture()
    const no = "Microsoft.Dynamics.DataEntities.NoYes'Yes'"
    expect(accounts(erp, `IsSuspended eq ${no} or DoNotAllowManualEntry eq ${no}`)).toEqual([
      '600900',
      '600800',
    ])
    expect(
      accounts(
        erp,
        `not (IsSuspended eq ${no}) and (MainAccountId gt '600800' and MainAccountId le '600999')`,
      ),
    ).toEqual(['600999'])
    const rates = valuesIn(
      erp.get(
        '/data/ExchangeRates?$filter=Rate ge 3.25 and Rate lt 200 and StartDate le 2026-01-01T12:00:00Z&$orderby=Rate desc',
      ),
    )
    expect(rates.map((row) => row.FromCurrency)).toEqual(['EUR', 'KWD'])
  })

  it.each([
    "Name in ('a','b')",
    "startswith(Name,'a')",
    "contains(Name,'a')",
    "Lines/any(l:l/Name eq 'a')",
    "name eq 'a'",
    'Name eq 5',
    'Name eq a',
    "IsSuspended eq 'Yes'",
    "IsSuspended gt Microsoft.Dynamics.DataEntities.NoYes'Yes'",
    "IsSuspended eq Microsoft.Dynamics.DataEntities.NoYes'Maybe'",
    "ActiveFrom eq '2026-01-01'",
    'ActiveFrom eq 2026-01-01',
    "MainAccountId eq '1' and",
    "(MainAccountId eq '1'",
  ])('answers 400 to %s', (filter) => {
    expect(openFixture().get(`/data/MainAccounts?$filter=${filter}`).status).toBe(400)
  })

  it('records an or-chain of more than 25 alternatives', () => {
    const erp = openFixture()
    const parts = Array.from({ length: 26 }, (_, at) => `MainAccountId eq '${at}'`)
    accounts(erp, `(${parts.slice(0, 25).join(' or ')})`)
    expect(erp.rules()).toEqual([])
    accounts(erp, `(${parts.join(' or ')})`)
    expect(erp.rules()).toEqual(['filter-chunk'])
  })
})

describe('companies', () => {
  it('shows only the default company without cross-company=true', () => {
    const erp = openFixture()
    const rows = valuesIn(erp.get("/data/VendorsV3?$select=VendorAccountNumber&$filter=dataAreaId eq 'demf'"))
    expect(rows).toEqual([])
    expect(vendors(erp, "dataAreaId eq 'demf'")).toEqual(['2001'])
    expect(erp.get("/data/VendorsV3(dataAreaId='demf',VendorAccountNumber='2001')").status).toBe(404)
    expect(erp.rules()).toEqual(['missing-cross-company', 'missing-cross-company'])
  })

  it('finds nothing to update in another company without it', () => {
    const erp = openFixture()
    const reference = String(
      erp.post('VendorInvoiceHeaders', {
        dataAreaId: 'demf',
        InvoiceNumber: 'D1',
        InvoiceAccount: '2001',
      }).body.HeaderReference,
    )
    const address = `/data/VendorInvoiceHeaders(dataAreaId='demf',HeaderReference='${reference}')`
    const answer = erp.send('PATCH', address, { InvoiceDescription: 'x' }, { 'if-match': 'W/"x"' })
    expect([answer.status, reasonOf(answer)]).toEqual([
      400,
      'No resources were found when selecting for update.',
    ])
    expect(erp.patch(`${address}?cross-company=true`, { InvoiceDescription: 'x' }).status).toBe(204)
  })
})

describe('pages', () => {
  it('links absolutely on the same host until the last page, with the whole query', () => {
    const erp = openFixture({ pageSizeMax: 3 })
    const seen: unknown[] = []
    let target =
      '/data/VendorsV3?cross-company=true&$select=VendorAccountNumber&$orderby=dataAreaId,VendorAccountNumber'
    for (let page = 0; page < 5 && target; page++) {
      const answer = erp.get(target)
      seen.push(...valuesIn(answer).map((row) => row.VendorAccountNumber))
      const link = answer.body['@odata.nextLink']
      if (link)
        expect(String(link)).toMatch(
          /^https:\/\/contoso\.sandbox\.operations\.dynamics\.com\/data\/VendorsV3\?cross/,
        )
      target = link ? decodeURI(String(link).replace(/^https:\/\/[^/]+/, '')) : ''
    }
    expect(seen).toEqual(['2001', '1001', '1002', '1003', '1004', "O'Brien", 'US-101'])
    expect(erp.rules()).toEqual([])
  })

  it('keeps $top and $skip over pages and counts all matches', () => {
    const erp = openFixture({ pageSizeMax: 2 })
    const first = erp.get(
      '/data/MainAccounts?$count=true&$skip=1&$top=3&$select=MainAccountId&$orderby=MainAccountId',
    )
    expect(first.body['@odata.count']).toBe(8)
    expect(valuesIn(first)).toHaveLength(2)
    const second = erp.get(decodeURI(String(first.body['@odata.nextLink']).replace(/^https:\/\/[^/]+/, '')))
    expect(valuesIn(second)).toHaveLength(1)
    expect(second.body['@odata.nextLink']).toBeUndefined()
  })
})

describe('addresses', () => {
  it.each([
    ['/data/VendorsV9', 404],
    ['/data/vendorsv3', 404],
    ["/data/VendorsV3('1001')", 400],
    ["/data/VendorsV3(dataAreaId='usmf')", 400],
    [
      "/data/VendInvoiceJournalLines(dataAreaId='usmf',JournalBatchNumber='1',LineNumber='1')?cross-company=true",
      400,
    ],
    [
      "/data/VendInvoiceJournalLines(dataAreaId='usmf',JournalBatchNumber='1',LineNumber=1)?cross-company=true",
      404,
    ],
    [
      "/data/ExchangeRates(RateTypeName='Default',FromCurrency='EUR',ToCurrency='USD',StartDate=2026-01-01T12:00:00Z)",
      200,
    ],
    [
      "/data/DimensionIntegrationFormats(DimensionFormatName='Ledger',DimensionFormatType=Microsoft.Dynamics.DataEntities.DimensionHierarchyType'DataEntityLedgerDimensionFormat')",
      200,
    ],
    ['/data/Currencies?$search=x', 400],
    ['/data/Currencies?$select=currencycode', 400],
    ["/metadata/PublicEntities('VendorInvoiceHeader')", 200],
    ["/metadata/PublicEntities('VendorInvoiceHeaders')", 404],
    ['/data', 200],
    ['/api/x', 404],
  ])('answers %s with %i', (target, status) => {
    expect(openFixture().get(target).status).toBe(status)
  })

  it('reads unset values back as the vendor does, with unknown extra properties', () => {
    const row = openFixture().get(
      "/data/VendorsV3(dataAreaId='usmf',VendorAccountNumber='1001')?cross-company=true",
    ).body
    expect(row).toMatchObject({
      OurAccountNumber: '',
      IsOneTimeVendor: 'No',
      CTSReviewed: 'No',
      AddressTimeZone: null,
    })
    const account = openFixture().get(
      "/data/MainAccounts(ChartOfAccounts='Shared',MainAccountId='600150')",
    ).body
    expect(account.ActiveTo).toBe('1900-01-01T12:00:00Z')
    expect(Buffer.from(String(account['@odata.etag']).slice(3, -1), 'base64').toString()).toMatch(/^'1,\d+'$/)
  })
})

describe('the request log', () => {
  it('says which requests changed something', () => {
    const erp = openFixture()
    erp.get('/data/Currencies')
    erp.post('VendInvoiceJournalHeaders', { dataAreaId: 'usmf', JournalName: 'Nope' })
    erp.post('VendInvoiceJournalHeaders', { dataAreaId: 'usmf', JournalName: 'APInvoice' })
    expect(erp.sandbox.requestLog.map(({ method, status, wrote }) => [method, status, wrote])).toEqual([
      ['POST', 200, false],
      ['GET', 200, false],
      ['POST', 400, false],
      ['POST', 201, true],
    ])
  })
})
