import { describe, expect, test } from 'vitest'
import { changeMapping, emptyMapping, mappingLookup, mappingSetSchema, type MappingTable } from './tables.ts'

const lookup = (table: MappingTable) => {
  const { translate } = mappingLookup({ version: 1, tables: { account: table } })
  return (code: string, legalEntity?: string) => translate('account', code, legalEntity)
}

describe('a code', () => {
  test('is translated by its own entry, whatever the case and the blanks around', () => {
    const translate = lookup({ 'Travel ': '6010' })
    expect(['Travel', 'TRAVEL', ' travel\t'].map((code) => translate(code))).toEqual(['6010', '6010', '6010'])
    expect(translate('Travels')).toBeNull()
  })

  test('is translated whichever way its accents are written', () => {
    expect(lookup({ 'Cafe\u0301': '6010' })('caf\u00e9')).toBe('6010')
  })

  test('without an entry is not translated: there is no silent default', () => {
    expect([lookup({})('6010'), mappingLookup(emptyMapping).translate('account', '6010', 'usmf')]).toEqual([
      null,
      null,
    ])
  })

  test('is translated by its company’s entry, its own, the company’s default, the default', () => {
    const entries: [string, string][] = [
      ['USMF/6010', 'own of the company'],
      ['6010', 'own'],
      ['usmf/*', 'default of the company'],
      ['*', 'default'],
    ]
    while (entries.length > 0) {
      const translate = lookup(Object.fromEntries(entries))
      expect(translate('6010', 'usmf')).toBe(entries[0]?.[1])
      entries.shift()
    }
  })

  test('of one company does not use the entries of another one', () => {
    const translate = lookup({ 'demf/6010': 'D', 'demf/*': 'E', '*': 'F' })
    expect([
      translate('6010', 'usmf'),
      translate('6010'),
      translate('6010', 'DEMF'),
      translate('7', 'demf'),
    ]).toEqual(['F', 'F', 'D', 'E'])
  })

  test('that asks without a company uses no company’s entry', () => {
    expect(lookup({ 'usmf/6010': 'U', 'usmf/*': 'V' })('6010')).toBeNull()
  })

  test('is the same there where the value is "="', () => {
    expect(lookup({ '*': '=' })(' V-Abc ')).toBe('V-Abc')
    expect(lookup({ '6010': '=', '*': '9' })('6010')).toBe('6010')
    expect(lookup({ 'usmf/*': '=' })('V-1', 'usmf')).toBe('V-1')
  })

  test('is left out where the value is "-": the caller is told, and must not take it for a code', () => {
    expect(lookup({ Project: '-' })('project')).toBe('-')
  })

  test('may look like a name that every object has', () => {
    const translate = lookup({})
    expect(['constructor', 'toString', '__proto__', 'hasOwnProperty'].map((code) => translate(code))).toEqual(
      [null, null, null, null],
    )
    expect(mappingLookup({ version: 1, tables: {} }).translate('constructor', 'name')).toBeNull()
  })
})

describe('a change of the tables', () => {
  const before = { version: 4, tables: { account: { a: '1' }, vendor: { v: '2' } } }

  test('makes a new version and leaves the old one as it was', () => {
    const after = changeMapping(before, [
      { table: 'account', code: 'b', value: '3' },
      { table: 'account', code: 'a', value: null },
      { table: 'dimension:Team', code: 't', value: 'T' },
    ])
    expect(after).toEqual({
      version: 5,
      tables: { account: { b: '3' }, vendor: { v: '2' }, 'dimension:Team': { t: 'T' } },
    })
    expect(before).toEqual({ version: 4, tables: { account: { a: '1' }, vendor: { v: '2' } } })
  })

  test('that changes nothing makes no version', () => {
    expect(
      changeMapping(before, [
        { table: 'account', code: 'a', value: '1' },
        { table: 'account', code: 'x', value: null },
      ]),
    ).toBe(before)
    expect(changeMapping(before, [])).toBe(before)
  })

  test('of a code that every object has is a change like any other', () => {
    const after = changeMapping(before, [{ table: 'account', code: 'toString', value: '3' }])
    expect(mappingLookup(after).translate('account', 'tostring')).toBe('3')
    expect(changeMapping(before, [{ table: 'account', code: 'toString', value: null }])).toBe(before)
  })

  test('can be kept and read again', () => {
    const after = changeMapping(before, [{ table: 'account', code: 'b', value: '3' }])
    expect(mappingSetSchema.parse(JSON.parse(JSON.stringify(after)))).toEqual(after)
  })
})
