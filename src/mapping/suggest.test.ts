import { describe, expect, test } from 'vitest'
import { CERTAIN, foldName, indexCandidates, suggest } from './suggest.ts'

const index = indexCandidates([
  { code: '6100', name: 'Travel & meals' },
  { code: '6200', name: 'Büro­bedarf' },
  { code: '6300', name: 'Consulting' },
  { code: '6301', name: 'Consulting' },
  { code: 'HQ-SALES', name: 'Sales' },
])
const of = (code: string, name: string | null = null) => {
  const { proposal, why, confidence } = suggest({ table: 'account', code, name, documents: 1 }, index)
  return [proposal, why, confidence >= CERTAIN]
}

describe('a suggestion', () => {
  test.each([
    ['6100', 'Consulting', ['6100', 'same code', true]],
    ['hq-sales', null, ['HQ-SALES', 'same code', true]],
    ['A-17', 'travel and meals', ['6100', 'close name', false]],
    ['A-17', 'TRAVEL  + MEALS', ['6100', 'same name', true]],
    ['Sales', null, ['HQ-SALES', 'same name', true]],
    ['A-17', 'Consulting', ['6300', 'several of that name', false]],
    ['A-17', 'Consultng', ['6300', 'close name', false]],
    ['HQ-SALE', null, ['HQ-SALES', 'close code', false]],
    ['6101', null, [null, 'nothing near', false]],
    ['A-17', 'Something else entirely', [null, 'nothing near', false]],
  ])('for %s (%s) is %j', (code, name, expected) => expect(of(code, name)).toEqual(expected))

  test('compares names by their letters and digits', () => {
    expect(foldName('  Société générale (FR) ')).toBe('societe generale fr')
    expect(foldName('東京 支社')).toBe('東京 支社')
  })
})
