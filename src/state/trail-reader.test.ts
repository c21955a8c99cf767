import { describe, expect, test } from 'vitest'
import { memoryDisk, type MemoryDisk } from '../../test/support/memory-disk.ts'
import { listOf } from '../../test/support/state.ts'
import { sha256Hex } from '../lib/hash.ts'
import { GENESIS, lineText, parseLine } from './trail-line.ts'
import { findTrailEnd, readLineAt, readLinesFrom, readRawLines, trailFiles } from './trail-reader.ts'

const MIB = 1024 * 1024

/** Lines that chain; each holds its text. */
const chain = (...texts: readonly string[]): string[] => {
  let prev = GENESIS
  return texts.map((text, at) => {
    const line = lineText({
      n: at + 1,
      at: '2026-11-20T08:00:00.000Z',
      run: 'r',
      event: 'note',
      facts: { text },
      v: 1,
      prev,
    })
    prev = sha256Hex(line)
    return line
  })
}
const diskWith = (files: Readonly<Record<string, string>>): MemoryDisk => {
  const disk = memoryDisk()
  for (const [name, text] of Object.entries(files)) disk.files.set(`/trail/${name}`, Buffer.from(text))
  return disk
}
const whole = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('')
const numbersOf = async (disk: MemoryDisk, from: { file: string; offset: number } | null = null) =>
  (await listOf(readLinesFrom(disk, '/trail', from))).map(({ line }) => line.n)

describe('a last line that a crash tore', () => {
  test('is left out, wherever it was torn', async () => {
    const lines = chain('one', 'two', 'düe')
    const before = whole(lines.slice(0, 2))
    const last = Buffer.from(lines[2]!)
    for (let length = 0; length <= last.length; length += 1) {
      const disk = memoryDisk()
      disk.files.set('/trail/2026-11.jsonl', Buffer.concat([Buffer.from(before), last.subarray(0, length)]))
      const head = { n: 2, hash: sha256Hex(lines[1]!) }
      const expected = { file: '2026-11', head, wholeBytes: Buffer.byteLength(before), tornBytes: length }
      expect(await findTrailEnd(disk, '/trail')).toEqual(expected)
      expect(await numbersOf(disk)).toEqual([1, 2])
    }
  })

  test('is whole with its newline', async () => {
    const lines = chain('one', 'two', 'three')
    const disk = diskWith({ '2026-11.jsonl': whole(lines) })
    expect(await findTrailEnd(disk, '/trail')).toMatchObject({
      head: { n: 3, hash: sha256Hex(lines[2]!) },
      tornBytes: 0,
    })
    expect(await numbersOf(disk)).toEqual([1, 2, 3])
  })

  test('may be the first of all', async () => {
    const disk = diskWith({ '2026-11.jsonl': chain('one')[0]!.slice(0, 40) })
    expect(await findTrailEnd(disk, '/trail')).toEqual({
      file: '2026-11',
      head: { n: 0, hash: GENESIS },
      wholeBytes: 0,
      tornBytes: 40,
    })
    expect(await numbersOf(disk)).toEqual([])
  })

  test.each([0, 30])('may be the first of a new month, of which %i bytes stand there', async (length) => {
    const lines = chain('one', 'two')
    const disk = diskWith({ '2026-11.jsonl': whole(lines), '2026-12.jsonl': lines[0]!.slice(0, length) })
    const head = { n: 2, hash: sha256Hex(lines[1]!) }
    expect(await findTrailEnd(disk, '/trail')).toEqual({
      file: '2026-12',
      head,
      wholeBytes: 0,
      tornBytes: length,
    })
    expect(await numbersOf(disk)).toEqual([1, 2])
  })

  test('is found behind lines longer than what is read at once', async () => {
    for (const size of [70_000, 600_000]) {
      const lines = chain('one', 'x'.repeat(size))
      const torn = 'y'.repeat(size)
      const disk = diskWith({ '2026-11.jsonl': whole(lines) + torn })
      expect(await findTrailEnd(disk, '/trail')).toMatchObject({
        head: { n: 2 },
        wholeBytes: whole(lines).length,
        tornBytes: size,
      })
    }
  })
})

describe('lines', () => {
  test.each([-2, -1, 0, 1, 2, MIB - 1, MIB, MIB + 1])(
    'are whole where a line ends %i bytes beside what is read at once',
    async (beside) => {
      const texts = ['a'.repeat(MIB + beside - 1), 'b', 'é'.repeat(MIB), '', 'c']
      const disk = diskWith({ '2026-11.jsonl': `${whole(texts)}torn` })
      const raw = await listOf(readRawLines(disk, '/trail', '2026-11', 0))
      expect(raw.map(({ bytes }) => sha256Hex(bytes))).toEqual(texts.map((text) => sha256Hex(text)))
      let offset = 0
      for (const { position, bytes } of raw) {
        expect(position).toEqual({ file: '2026-11', offset, length: bytes.length })
        offset += bytes.length + 1
      }
    },
  )

  test('are read across months, oldest first, from a place on', async () => {
    const lines = chain('one', 'two', 'three', 'four', 'five')
    const disk = diskWith({
      '2027-01.jsonl': whole(lines.slice(4)),
      '2026-11.jsonl': whole(lines.slice(0, 2)),
      '2026-12.jsonl': whole(lines.slice(2, 4)),
      'notes.txt': 'a person put this here',
    })
    expect(await trailFiles(disk, '/trail')).toEqual(['2026-11', '2026-12', '2027-01'])
    expect(await numbersOf(disk)).toEqual([1, 2, 3, 4, 5])
    expect(await numbersOf(disk, { file: '2026-12', offset: lines[2]!.length + 1 })).toEqual([4, 5])
    expect(await numbersOf(disk, { file: '2027-01', offset: lines[4]!.length + 1 })).toEqual([])
  })

  test('are none where there is no trail', async () => {
    const disk = memoryDisk()
    expect(await findTrailEnd(disk, '/trail')).toBeNull()
    expect(await numbersOf(disk)).toEqual([])
  })
})

describe('what is no line of this program', () => {
  const where = '2026-11.jsonl at byte 0'

  test('stops the reader and names the place', async () => {
    const disk = diskWith({ '2026-11.jsonl': whole([...chain('one'), 'hello']) })
    await expect(numbersOf(disk)).rejects.toMatchObject({ code: 'TRAIL_LINE_BROKEN', exitCode: 10 })
    await expect(findTrailEnd(disk, '/trail')).rejects.toMatchObject({ code: 'TRAIL_LINE_BROKEN' })
    const position = { file: '2026-11', offset: 3, length: 5 }
    await expect(readLineAt(disk, '/trail', position)).rejects.toThrow('2026-11.jsonl at byte 3')
  })

  test('is refused when a newer version wrote it: an older one must not go on after it', () => {
    const text = chain('one')[0]!.replace('"v":1', '"v":2')
    expect(() => parseLine(text, where)).toThrow(
      expect.objectContaining({ code: 'TRAIL_FORMAT_NEWER', exitCode: 10 }),
    )
  })

  test('is refused when it names a document that cannot be', () => {
    const text = chain('one')[0]!.replace('"event":"note"', '"event":"note","doc":"../../etc"')
    expect(() => parseLine(text, where)).toThrow(expect.objectContaining({ code: 'TRAIL_LINE_BROKEN' }))
  })
})
