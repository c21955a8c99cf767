import { describe, expect, test } from 'vitest'
import { renderKeyValues } from './key-values.ts'
import { counted, renderList } from './list.ts'
import { groupDigits, renderAmounts } from './money.ts'
import { loadPaint, plainPaint } from './paint.ts'
import { renderTable } from './table.ts'
import { printable, textWidth } from './text.ts'
import { relativeTime, renderDuration } from './time.ts'

const terminal = { json: false, drawsTables: false, spins: false, asks: false, colour: false, width: 80 }
const columns = [
  { title: 'Vendor', value: (row: { vendor: string; total: string | null }) => row.vendor },
  { title: 'Total', value: (row: { total: string | null }) => row.total, align: 'right' as const },
]
const rows = [
  { vendor: "O'Brien \u001b[31m& Söhne", total: '1250.50' },
  { vendor: 'Δ', total: null },
]

describe('text without a terminal', () => {
  test('a table is aligned, with no frame and no colour', async () => {
    expect(await renderTable(rows, columns, { terminal, paint: plainPaint })).toBe(
      "VENDOR                  TOTAL\nO'Brien �[31m& Söhne  1250.50\nΔ                           -",
    )
    expect(await renderTable([], columns, { terminal, paint: plainPaint })).toBe('')
  })

  test('a table in a terminal has a frame, unless it does not fit', async () => {
    const wide = { ...terminal, drawsTables: true }
    expect(await renderTable(rows, columns, { terminal: wide, paint: plainPaint })).toContain('│')
    expect(
      await renderTable(rows, columns, { terminal: { ...wide, width: 20 }, paint: plainPaint }),
    ).not.toContain('│')
  })

  test('wraps its widest column where a terminal is too narrow for it, and loses no word', async () => {
    const text = 'Post the invoice in the target; the payment is then released by itself at the next run.'
    const long = [{ ...rows[0]!, vendor: text }]
    const narrow = { ...terminal, drawsTables: true, width: 60 }
    const drawn = await renderTable(long, columns, { terminal: narrow, paint: plainPaint })
    expect(Math.max(...drawn.split('\n').map((line) => line.length))).toBeLessThanOrEqual(60)
    for (const word of text.split(' ')) expect(drawn).toContain(word)
  })

  test('pairs and lists', () => {
    expect(
      renderKeyValues([
        ['read', 3],
        ['nothing', null],
        ['written', '2'],
      ]),
    ).toBe('read     3\nwritten  2')
    expect(renderList('Parked:', ['a', 'b', 'c'], 2)).toBe('Parked:\n  - a\n  - b\n  - and 1 more')
    expect(renderList('Parked:', [])).toBe('')
    expect([counted(1, 'document'), counted(2, 'document'), counted(2, 'entry', 'entries')]).toEqual([
      '1 document',
      '2 documents',
      '2 entries',
    ])
  })

  test.each([
    ['1234567.50', '1 234 567.50'],
    ['-1000', '-1 000'],
    ['999', '999'],
    ['n/a', 'n/a'],
  ])('the amount %s reads %s', (decimal, text) => expect(groupDigits(decimal)).toBe(text))

  test('amounts stand in the order of their currencies', () => {
    expect(renderAmounts({ USD: '5.00', EUR: '1250.50' })).toBe('1 250.50 EUR, 5.00 USD')
  })

  test.each([
    [0, 'just now'],
    [-90_000, '1 minute ago'],
    [-7_200_000, '2 hours ago'],
    [86_400_000 * 3, 'in 3 days'],
  ])('a time %i ms away reads %s', (away, text) =>
    expect(relativeTime(1_000_000_000 + away, 1_000_000_000)).toBe(text),
  )

  test.each([
    [12.4, '12 ms'],
    [3_210, '3.2 s'],
    [125_000, '2 min 5 s'],
    [3_780_000, '1 h 3 min'],
  ])('%d ms lasts %s', (ms, text) => expect(renderDuration(ms)).toBe(text))

  test('control characters of a vendor are shown, not obeyed', () => {
    expect(printable('a\u001b]0;x\u0007b\r\nc\td\u202e')).toBe('a�]0;x�b c d�')
    expect(printable('a\nb', { lines: true })).toBe('a\nb')
  })

  test.each([
    ['abc', 3],
    ['é', 1],
    ['漢字', 4],
    ['👍🏽', 2],
    ['e\u0301', 1],
  ])('%s is %i columns wide', (text, width) => expect(textWidth(text)).toBe(width))

  test('colours are only made where they are wanted', async () => {
    expect((await loadPaint(false)).bad('x')).toBe('x')
    expect((await loadPaint(true)).bad('x')).toBe('\u001b[31mx\u001b[39m')
  })
})
