import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { present } from '../../lib/assert.ts'
import {
  ambiguousValue,
  buildDisplayValue,
  compareDisplayValue,
  DELIMITERS,
  escapeSegment,
  missingDimensions,
  parseDisplayValue,
  stillValid,
  unescapeSegment,
  type DimensionFormat,
} from './dimensions.ts'
import { parseErrorBody, refusalOf, refusalProblems } from './infolog.ts'
import { cutText, tooLong } from './lengths.ts'
import { anyOf, chunksOf, collectionUrl, eq, rowUrl } from './odata.ts'
import { journalNameFor, settingsSchema } from './settings.ts'
import { dateOf } from './wire.ts'
import type { CalendarDate } from '../../model/calendar-date.ts'

const errorBody = (message: string, type = 'X.AxODataWriteException') =>
  JSON.stringify({
    error: { code: '', message: 'An error has occurred.', innererror: { message, type, stacktrace: 'at …' } },
  })

describe('the Infolog', () => {
  it('gives its reasons without the noise and with the field', () => {
    const body = errorBody(
      "Write failed for table row of type 'VendInvoiceJournalLineEntity'. Infolog: Warning: The value 'X' in field " +
        "'Currency' is not found in the related table 'Currencies'.; Warning: validateField failed on field " +
        "'VendInvoiceJournalLineEntity.Currency'.; Warning: The value 'X' in field 'Currency' is not found in the " +
        "related table 'Currencies'.; Error: Update has been canceled...",
    )
    const refusal = present(refusalOf(400, body), 'a refusal')
    expect(refusal).toEqual({
      kind: 'rejected',
      texts: ["The value 'X' in field 'Currency' is not found in the related table 'Currencies'."],
      fields: ['Currency'],
    })
    expect(refusalProblems(refusal, 'lines[0]')).toMatchObject([
      { code: 'D365_VALUE_NOT_FOUND', field: 'lines[0].Currency' },
    ])
  })

  it.each([
    [
      'exists',
      400,
      'Write failed for table row of type X. Infolog: Info: Cannot create a record in Y (Y). The record already exists..',
    ],
    ['missing', 400, 'No resources were found when selecting for update.'],
    ['conflict', 400, 'Cannot edit a record. An update conflict occurred due to another user process.'],
    ['conflict', 412, 'whatever'],
    ['rejected', 500, "Write failed for table row of type 'X'. Infolog: Error: no."],
  ])('of kind %s (%i)', (kind, status, message) =>
    expect(refusalOf(status, errorBody(message))?.kind).toBe(kind),
  )

  it('is none for other errors', () => {
    expect(refusalOf(500, errorBody('Object reference not set', 'System.NullReferenceException'))).toBeNull()
    expect(refusalOf(400, 'no json')).toBeNull()
    expect(parseErrorBody('<html>')).toBeNull()
  })

  it('is found in the deeper exception, without the stack trace', () => {
    const inner = {
      message: 'outer',
      internalexception: { message: 'Infolog: Error: deep reason.', stacktrace: 'secret' },
    }
    const refusal = refusalOf(500, JSON.stringify({ error: { message: 'x', innererror: inner } }))
    expect(refusal?.texts).toEqual(['deep reason.'])
  })
})

describe('dimension strings', () => {
  const format = (delimiter: string): DimensionFormat => ({
    kind: 'ledger',
    segments: ['MainAccount', 'BusinessUnit', 'Department', 'CostCenter'],
    delimiter,
  })

  it('leave unused segments blank and escape the delimiter', () => {
    expect(buildDisplayValue(format('-'), '605140', { Department: '022' })).toBe('605140--022-')
    expect(buildDisplayValue(format('-'), '6', { BusinessUnit: 'US-1', CostCenter: 'a\\b' })).toBe(
      '6-US\\-1--a\\\\b',
    )
    expect(escapeSegment('US-101', '|')).toBe('US-101')
    expect(unescapeSegment('US\\-101')).toBe('US-101')
  })

  it('are read back as they were written, under every delimiter', () => {
    const value = fc.stringMatching(/^[A-Za-z0-9 ._|~\\-]{0,8}$/)
    fc.assert(
      fc.property(
        value,
        value,
        value,
        fc.constantFrom(...Object.values(DELIMITERS)),
        (a, b, c, delimiter) => {
          const clear = [a, b, c].every((text) => ambiguousValue(text, delimiter, 'x') === null)
          fc.pre(clear)
          const dimensions = { BusinessUnit: a, Department: b, CostCenter: c }
          const parsed = parseDisplayValue(
            format(delimiter),
            buildDisplayValue(format(delimiter), '600', dimensions),
          )
          expect(parsed).toEqual({
            MainAccount: '600',
            ...Object.fromEntries(Object.entries(dimensions).filter(([, text]) => text !== '')),
          })
        },
      ),
    )
  })

  it('with another number of segments never parse', () => {
    expect(parseDisplayValue(format('-'), '600-1-2')).toBeNull()
    expect(parseDisplayValue(format('-'), '600-1-2-3-4')).toBeNull()
    expect(parseDisplayValue(format('-'), 'Die Dimensionsstruktur wurde nicht erstellt.')).toBeNull()
  })

  it('tell a value apart that ends like a delimiter of two characters, or refuse it', () => {
    expect(ambiguousValue('A-', '--', 'x')).toMatchObject({ code: 'DIMENSION_VALUE_AMBIGUOUS' })
    expect(ambiguousValue('A-', '-', 'x')).toBeNull()
  })

  it('are compared value by value; what D365 adds is noted', () => {
    const difference = compareDisplayValue(
      { Department: 'r-d', CostCenter: '007' },
      { Department: 'R-D', BusinessUnit: '1' },
    )
    expect(difference).toEqual({ wrong: ['CostCenter'], added: { BusinessUnit: '1' } })
  })

  it('refuse a dimension that the format lacks', () => {
    expect(
      missingDimensions(format('-'), { Project: 'P1', Department: '1' }, 'lines[0].dimensions'),
    ).toMatchObject([{ code: 'DIMENSION_NOT_IN_FORMAT', field: 'lines[0].dimensions.Project', value: 'P1' }])
  })

  it('stay valid when the format only grows at its end', () => {
    const grown = { ...format('-'), segments: [...format('-').segments, 'Project'] }
    expect(stillValid(format('-'), grown)).toBe(true)
    expect(stillValid(grown, format('-'))).toBe(false)
    expect(stillValid(format('-'), format('|'))).toBe(false)
  })
})

describe('addresses', () => {
  it('double quotes before they encode them', () => {
    const url = rowUrl('https://h', 'VendorsV3', {
      dataAreaId: 'usmf',
      VendorAccountNumber: "O'Brien & Co/1",
    })
    expect(url).toBe(
      "https://h/data/VendorsV3(dataAreaId='usmf',VendorAccountNumber='O''Brien%20%26%20Co%2F1')?cross-company=true",
    )
  })

  it('write each part of a key by its type', () => {
    const key = {
      a: 1,
      b: { date: '2026-01-01' as CalendarDate },
      c: { enumType: 'NoYes', symbol: 'Yes' },
      d: { guid: '6f9619ff-8b86-d011-b42d-00cf4fc964ff' },
      e: '',
    }
    expect(decodeURIComponent(rowUrl('', 'Ledgers', key))).toBe(
      "/data/Ledgers(a=1,b=2026-01-01T12:00:00Z,c=Microsoft.Dynamics.DataEntities.NoYes'Yes'," +
        "d=6f9619ff-8b86-d011-b42d-00cf4fc964ff,e='')?cross-company=true",
    )
  })

  it('ask across companies, select, and order by the full key', () => {
    const query = { filter: eq('Name', 'a+b'), select: ['Name'], pageSize: 10 }
    expect(collectionUrl('https://h', 'JournalNames', query, 20)).toBe(
      "https://h/data/JournalNames?cross-company=true&$filter=Name%20eq%20'a%2Bb'&$select=Name" +
        '&$orderby=dataAreaId,Name&$top=10&$skip=20',
    )
  })

  it('ask for at most twenty values at once, each once', () => {
    const chunks = chunksOf([...Array.from({ length: 41 }, (_, at) => String(at)), '0'])
    expect(chunks.map((chunk) => chunk.length)).toEqual([20, 20, 1])
    expect(anyOf('F', ['a', "b'"])).toBe("(F eq 'a' or F eq 'b''')")
  })
})

describe('lengths and dates', () => {
  it('cut texts between characters, and refuse numbers', () => {
    expect(cutText(`${'x'.repeat(59)}😀`, 'text')).toBe('x'.repeat(59))
    expect(cutText('a\n b', 'text')).toBe('a b')
    expect(tooLong('x'.repeat(21), 'invoiceNumber', 'number')).toMatchObject({
      code: 'VALUE_TOO_LONG',
      field: 'number',
    })
    expect(tooLong('x'.repeat(20), 'invoiceNumber', 'number')).toBeNull()
  })

  it('take 1900 and 2154 as no date, and never convert', () => {
    expect(dateOf({ d: '1900-01-01T12:00:00Z' }, 'd')).toBeNull()
    expect(dateOf({ d: '2154-12-31T23:59:59Z' }, 'd')).toBeNull()
    expect(dateOf({ d: '2026-03-31T23:59:59-11:00' }, 'd')).toBe('2026-03-31')
  })
})

describe('settings', () => {
  const given = {
    baseUrl: 'https://Contoso.Operations.dynamics.com/',
    tenant: 'Contoso.onmicrosoft.com',
    clientId: '11111111-2222-4333-8444-555555555555',
  }
  const messages = (more: object) =>
    settingsSchema.safeParse({ ...given, ...more }).error?.issues.map(({ message }) => message)

  it('are normalised', () => {
    const settings = settingsSchema.parse(given)
    expect(settings).toMatchObject({
      baseUrl: 'https://contoso.operations.dynamics.com',
      tenant: 'contoso.onmicrosoft.com',
      approvalHold: true,
    })
    expect(settingsSchema.parse({ ...given, baseUrl: 'http://127.0.0.1:8080' }).baseUrl).toBe(
      'http://127.0.0.1:8080',
    )
  })

  it('say what is wrong with them', () => {
    expect(messages({ baseUrl: 'http://contoso.com' })?.[0]).toContain('must begin with https://')
    expect(messages({ baseUrl: 'https://contoso.com/namespaces' })?.[0]).toContain('must end after the host')
    expect(messages({ tenant: 'common' })?.[0]).toContain('D365 refuses')
    expect(messages({ clientId: 'x' })?.[0]).toContain('GUID')
    expect(messages({ journalNames: { 'general-journal': { '*': 'ElevenChars' } } })?.[0]).toContain(
      'at most 10',
    )
    expect(messages({ colour: 'red' })?.[0]).toContain('colour')
  })

  it('find the journal name that is most particular', () => {
    const names = { '*': 'Gen', cards: 'Cards', 'cards@jpmf': 'CardsJP', '*@demf': 'GenDE' }
    const settings = settingsSchema.parse({ ...given, journalNames: { 'general-journal': names } })
    const name = (flow: string, company: string) => journalNameFor(settings, 'general-journal', flow, company)
    expect([
      name('cards', 'JPMF'),
      name('cards', 'demf'),
      name('fees', 'demf'),
      name('fees', 'usmf'),
    ]).toEqual(['CardsJP', 'Cards', 'GenDE', 'Gen'])
    expect(journalNameFor(settings, 'payment-journal', 'x', 'usmf')).toBeNull()
  })
})
