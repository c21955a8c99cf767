import { describe, expect, test } from 'vitest'
import { memoryDisk, type MemoryDisk } from '../../test/support/memory-disk.ts'
import { sha256Hex } from '../lib/hash.ts'
import { GENESIS, lineText } from './trail-line.ts'
import { verifyTrail } from './verify.ts'

const MONTHS = ['2026-10', '2026-11'] as const

/** Lines that chain, `count` in each month. */
const chain = (count: number, padding = ''): string[][] => {
  let prev = GENESIS
  let n = 0
  return MONTHS.map((month) =>
    Array.from({ length: count }, () => {
      n += 1
      const text = lineText({
        n,
        at: `${month}-01T00:00:00.000Z`,
        run: 'R1',
        event: 'note',
        facts: { padding, n },
        v: 1,
        prev,
      })
      prev = sha256Hex(text)
      return text
    }),
  )
}
const write = (disk: MemoryDisk, months: readonly (readonly string[])[], tail = ''): void =>
  MONTHS.forEach((month, at) => {
    const text = (months[at] ?? []).map((line) => `${line}\n`).join('')
    disk.files.set(`/trail/${month}.jsonl`, Buffer.from(text + (at === MONTHS.length - 1 ? tail : '')))
  })
const verify = (months: readonly (readonly string[])[], tail = '') => {
  const disk = memoryDisk()
  write(disk, months, tail)
  return verifyTrail(disk, '/trail')
}
const bytesOf = (lines: readonly string[]): number =>
  lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0)

describe('the chain of the trail', () => {
  test('holds over month files', async () => {
    const months = chain(3)
    const hash = sha256Hex(months[1]![2]!)
    const expected = {
      ok: true,
      lines: 6,
      files: [...MONTHS],
      bytes: bytesOf(months.flat()),
      head: { n: 6, hash },
      torn: null,
    }
    expect(await verify(months)).toEqual(expected)
  })

  test('of no line at all is whole', async () => {
    expect(await verifyTrail(memoryDisk(), '/trail')).toMatchObject({
      ok: true,
      lines: 0,
      head: { n: 0, hash: GENESIS },
    })
  })

  test('is read in pieces, whatever a line and a piece share', async () => {
    const months = chain(1200, 'é'.repeat(1500))
    const seen: number[] = []
    const disk = memoryDisk()
    write(disk, months)
    const verdict = await verifyTrail(disk, '/trail', { onProgress: ({ lines }) => void seen.push(lines) })
    expect(verdict).toMatchObject({ ok: true, lines: 2400, bytes: bytesOf(months.flat()) })
    expect(seen.length).toBeGreaterThan(2)
  })

  test('reports a torn last line apart: it is no break', async () => {
    expect(await verify(chain(2), '{"n":5,"at"')).toMatchObject({
      ok: true,
      lines: 4,
      torn: { file: '2026-11', bytes: 11 },
    })
  })

  test('does not end in the middle: a torn line before the newest file is a break', async () => {
    const months = chain(2)
    const disk = memoryDisk()
    write(disk, months)
    disk.files.set('/trail/2026-10.jsonl', Buffer.from(`${months[0]![0]}\n${months[0]![1]!.slice(0, 50)}`))
    expect(await verifyTrail(disk, '/trail')).toMatchObject({
      ok: false,
      brokenAt: { file: '2026-10', n: 2, line: 2, why: expect.stringContaining('incomplete') },
    })
  })
})

describe('a chain that was changed is named with file, line, number and byte', () => {
  const changed = (change: (lines: string[], others: string[]) => void) => {
    const months = chain(4)
    change(months[1]!, months[0]!)
    return verify(months)
  }

  test('a changed fact', async () => {
    const lines = chain(4)[1]!
    const verdict = await changed((all) => (all[1] = all[1]!.replace('"note"', '"NOTE"')))
    const byte = bytesOf(lines.slice(0, 2))
    expect(verdict).toEqual({
      ok: false,
      lines: 6,
      files: [...MONTHS],
      brokenAt: {
        file: '2026-11',
        n: 7,
        line: 3,
        byte,
        why: 'it was not written after line 6 as that stands here: line 6 or this one was changed',
      },
    })
  })

  test.each<[string, (lines: string[], others: string[]) => void, number, string]>([
    [
      'a line that was taken out',
      (lines) => lines.splice(1, 1),
      6,
      'its number is 7, not 6: lines before it are missing',
    ],
    [
      'two lines that changed places',
      (lines) => lines.splice(1, 2, lines[2]!, lines[1]!),
      6,
      'its number is 7',
    ],
    [
      'a line that stands twice',
      (lines) => lines.splice(2, 0, lines[1]!),
      7,
      'its number is 6, not 7: it stands twice',
    ],
    ['something that is no line', (lines) => lines.splice(1, 0, 'hello'), 6, 'it is not a line of the trail'],
    ['an empty line', (lines) => lines.splice(1, 0, ''), 6, 'it is not a line of the trail'],
    ['a first line that is missing', (_, others) => others.shift(), 1, 'its number is 2, not 1'],
    ['a whole month that is missing', (_, others) => others.splice(0), 1, 'its number is 5, not 1'],
  ])('%s', async (_, change, n, why) => {
    const verdict = await changed(change)
    expect(verdict).toMatchObject({ ok: false, brokenAt: { n, why: expect.stringContaining(why) } })
  })

  test('a trail that begins after another one', async () => {
    const months = chain(2)
    months[0]![0] = months[0]![0]!.replace(GENESIS, 'a'.repeat(64))
    expect(await verify(months)).toMatchObject({
      ok: false,
      brokenAt: { n: 1, line: 1, byte: 0, why: expect.stringContaining('lines before it are missing') },
    })
  })
})
