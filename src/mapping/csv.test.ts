import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CSV_BYTES_MAX, entriesOf, formatMappingCsv, parseMappingCsv, readsAsFormula } from './csv.ts'
import type { TableSpec } from './entry-rules.ts'
import { changeMapping, emptyMapping } from './tables.ts'

const spec = (name: string, more: Partial<TableSpec> = {}): TableSpec => ({
  name,
  codes: 'code',
  values: 'value',
  kind: 'account',
  leavesOut: false,
  neededBy: [],
  ...more,
})
const SPECS = [
  spec('account'),
  spec('vendor'),
  spec('dimension', { leavesOut: true }),
  spec('dimension:', { leavesOut: true }),
]

const parse = (text: string | Uint8Array) =>
  parseMappingCsv(typeof text === 'string' ? Buffer.from(text) : text, SPECS, 'm.csv')
const rows = (text: string) => parse(text).entries.map(({ table, code, value }) => [table, code, value])
const faults = (text: string) =>
  parse(text).faults.map(({ row, column, message }) => `${row} ${column}: ${message}`)

describe('a mapping file', () => {
  test('is read with comma or semicolon, with or without BOM, with CRLF, with columns in any order and any case', () => {
    const expected = [['account', '6100', '601500']]
    expect(rows('table,code,value\naccount,6100,601500\n')).toEqual(expected)
    expect(rows('\uFEFFTable;Code;Value\r\naccount;6100;601500\r\n')).toEqual(expected)
    expect(rows('value,table,code\n601500,account,6100')).toEqual(expected)
    expect(rows('table;code;value;;\naccount;6100;601500;;\n;;;;\n')).toEqual(expected)
  })

  test('may quote cells, and keeps what stands in them', () => {
    expect(rows('table,code,value\naccount,"Travel, ""other""\nmisc",6100')).toEqual([
      ['account', 'Travel, "other"\nmisc', '6100'],
    ])
    expect(rows('table;code;value\naccount;"a;b";6100')).toEqual([['account', 'a;b', '6100']])
  })

  test('knows the special codes and values', () => {
    const text =
      'table,code,value\naccount,*,=\ndimension,Team,-\ndimension:Department,USMF/10,D10\nvendor,*,='
    expect(rows(text)).toHaveLength(4)
    expect(faults(text)).toEqual([])
  })

  test('with bad rows names every one of them, by row and column as a spreadsheet counts', () => {
    const text = [
      'table,code,value',
      'acount,6100,1',
      '',
      'account,,1',
      'account,6200,',
      'account,6300,-',
      'account,6400,1,2',
      'account,ABC,1',
      'account,abc,2',
      'account,x',
      `account,${'y'.repeat(300)},*`,
      'account,__proto__,1',
    ].join('\n')
    expect(faults(text)).toEqual([
      '2 table: there is no table "acount"',
      '4 code: is empty',
      '5 value: is empty',
      '6 value: "-" has no meaning in the table account',
      '7 column 4: the row has 4 columns, not 3',
      '9 code: "abc" of account stands in row 8 already',
      '10 value: is empty',
      '11 code: has 300 characters',
      `11 value: "*" is no value (code ${'y'.repeat(300)})`,
      '12 code: "__proto__" cannot be kept',
    ])
    expect(parse(text).faults[0]?.remedy).toContain('Did you mean account?')
  })

  test.each([
    [
      '',
      ['1 table: the column is missing', '1 code: the column is missing', '1 value: the column is missing'],
    ],
    ['table,code\naccount,1', ['1 value: the column is missing']],
    ['table,code,value,note\naccount,1,2,x', ['1 note: there is no column "note", or it stands twice']],
    ['table,code,value,code\naccount,1,2,x', ['1 code: there is no column "code", or it stands twice']],
    ['account,6100,1', ['1 table: the column is missing']],
  ])('needs its header: %j', (text, expected) =>
    expect(faults(text).slice(0, 3)).toEqual(expect.arrayContaining(expected)),
  )

  test('of more than 100,000 rows is refused', () => {
    const text = `table,code,value\n${Array.from({ length: 100_001 }, (_, at) => `account,${at},1`).join('\n')}`
    expect(faults(text)).toEqual(['100002 : there are 100001 rows'])
  })

  test.each([
    ['too large', new Uint8Array(CSV_BYTES_MAX + 1), 'CSV_TOO_LARGE'],
    ['not in UTF-8', Buffer.from('table,code,value\naccount,M\xfcller,1', 'latin1'), 'CSV_NOT_UTF8'],
    [
      'UTF-16, as a spreadsheet may write it',
      Buffer.from('\uFEFFtable,code,value\n', 'utf16le'),
      'CSV_NOT_UTF8',
    ],
    ['an open quote', Buffer.from('table,code,value\naccount,"6100,1\n'), 'CSV_NOT_CSV'],
  ])('that is no such thing says why: %s', (_, bytes, code) => {
    expect(() => parse(bytes)).toThrow(expect.objectContaining({ code, hint: expect.stringMatching(/./) }))
  })
})

describe('an exported file', () => {
  test('quotes every cell and keeps those that a spreadsheet would take for formulas', () => {
    const text = formatMappingCsv([
      { table: 'account', code: '*', value: '=' },
      { table: 'account', code: '=1+1', value: '@x' },
    ])
    expect(text).toBe('"table","code","value"\r\n"account","*","="\r\n"account","=1+1","@x"\r\n')
    expect(['=', '-', '=1+1', '-5', '@x', '+1', 'a=b', '6100'].map(readsAsFormula)).toEqual([
      false,
      false,
      true,
      true,
      true,
      true,
      false,
      false,
    ])
  })

  test('is read back to the same entries, whatever they are', () => {
    const text = fc
      .oneof(
        fc.string({ unit: 'binary', maxLength: 30 }),
        fc.constantFrom('=', '+1', '-5', '@a', '"', ';', ',', 'a\r\nb', 'constructor', 'toString', '42'),
      )
      .map((each) => each.replaceAll('\uFEFF', '').trim())
      .filter(
        (each) =>
          each !== '' && each !== '__proto__' && each.length <= 250 && Buffer.from(each).toString() === each,
      )
    const value = text.filter((each) => each !== '-' && each !== '*')
    const table = fc.constantFrom('account', 'vendor', 'dimension', 'dimension:Department')
    const key = (entry: { table: string; code: string }) =>
      `${entry.table}/${entry.code.normalize('NFC').trim().toLowerCase()}`
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.record({ table, code: text, value }), { selector: key, maxLength: 30 }),
        (entries) => {
          const set = changeMapping(emptyMapping, entries)
          const { entries: read, faults: wrong } = parse(formatMappingCsv(entriesOf(set, null)))
          expect(wrong).toEqual([])
          expect(changeMapping(emptyMapping, read).tables).toEqual(set.tables)
        },
      ),
      { numRuns: 500 },
    )
  })
})
