import { setImmediate as turn } from 'node:timers/promises'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fakeClock } from '../../test/support/fake-clock.ts'
import { watchedDisk, type WatchedDisk } from '../../test/support/watched-disk.ts'
import { deferred } from '../lib/deferred.ts'
import { readLineAt, readLinesFrom } from './trail-reader.ts'
import { genesisHead, openTrail, type TrailParts } from './trail.ts'
import { verifyTrail } from './verify.ts'

const NOVEMBER = '/trail/2026-11.jsonl'
const DAY_MS = 86_400_000

const openNew = async (change: Partial<TrailParts> = {}) => {
  const disk = watchedDisk()
  const clock = fakeClock('2026-11-20T08:00:00Z')
  const parts: TrailParts = {
    disk,
    clock,
    folder: '/trail',
    run: 'run-1',
    file: '2026-11',
    head: genesisHead,
    beforeGroup: () => Promise.resolve(),
    ...change,
  }
  const trail = await openTrail(parts)
  disk.calls.length = 0
  return { disk, clock, trail }
}
const eventsOn = async (disk: WatchedDisk): Promise<string[]> => {
  const events: string[] = []
  for await (const { line } of readLinesFrom(disk, '/trail', null)) events.push(line.event)
  return events
}

/** Whether a promise has ended, once everything that could end it has had its turn. */
const hasEnded = async (promise: Promise<unknown>): Promise<boolean> => {
  let ended = false
  const note = () => void (ended = true)
  promise.then(note, note)
  await turn()
  await turn()
  return ended
}

/** Holds back the next call of this name until it is let go. */
const hold = (disk: WatchedDisk, call: string) => {
  const gate = deferred<void>()
  const reached = deferred<void>()
  disk.before = (asked) => {
    if (asked !== call) return undefined
    reached.resolve()
    return gate.promise
  }
  return { reached: reached.promise, letGo: () => gate.resolve() }
}

describe('lines of one turn', () => {
  test('share one write and one sync, whoever waits for them', async () => {
    const { disk, trail } = await openNew()
    trail.add({ event: 'a' })
    const first = trail.durable()
    trail.add({ event: 'b' })
    const second = trail.durable()
    trail.add({ event: 'c' })
    await Promise.all([first, second, trail.durable()])
    expect(disk.calls).toEqual([`append ${NOVEMBER}`, `sync ${NOVEMBER}`])
    expect(await eventsOn(disk)).toEqual(['a', 'b', 'c'])
  })

  test('that gather while a sync is under way share the next one', async () => {
    const { disk, trail } = await openNew()
    const sync = hold(disk, `sync ${NOVEMBER}`)
    trail.add({ event: 'first' })
    const done = [trail.durable()]
    await sync.reached
    for (const event of ['second', 'third', 'fourth']) {
      trail.add({ event })
      done.push(trail.durable())
      await turn()
    }
    expect(disk.calls).toEqual([`append ${NOVEMBER}`, `sync ${NOVEMBER}`])
    sync.letGo()
    await Promise.all(done)
    expect(disk.calls).toHaveLength(4)
    expect(await eventsOn(disk)).toEqual(['first', 'second', 'third', 'fourth'])
  })

  test('that nobody waits for are written all the same once there are many', async () => {
    const { disk, trail } = await openNew()
    trail.add({ event: 'small' })
    await turn()
    expect(disk.calls).toEqual([])
    for (let line = 0; line < 300; line += 1) trail.add({ event: 'large', facts: { text: 'x'.repeat(1_000) } })
    await turn()
    expect(disk.calls).toEqual([`append ${NOVEMBER}`, `sync ${NOVEMBER}`])
    expect(await eventsOn(disk)).toContain('large')
  })

  test('stand where the trail said, in the order in which they were added, whatever they hold', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.string({ unit: 'binary' }), fc.boolean()), { maxLength: 20 }),
        async (notes) => {
          const { disk, trail } = await openNew()
          const places = []
          for (const [text, waits] of notes) {
            places.push(trail.add({ event: 'note', facts: { text } }))
            if (waits) await trail.durable()
          }
          await trail.durable()
          const lines = await Promise.all(places.map((place) => readLineAt(disk, '/trail', place)))
          expect(lines.map(({ n, facts }) => [n, facts?.text])).toEqual(
            notes.map(([text], at) => [at + 1, text]),
          )
          expect(await verifyTrail(disk, '/trail')).toMatchObject({
            ok: true,
            lines: notes.length,
            torn: null,
            head: trail.head(),
          })
          expect(trail.end().offset).toBe(disk.files.get(NOVEMBER)?.length)
          expect(trail.lastPosition()).toEqual(places.at(-1) ?? null)
        },
      ),
      { numRuns: 20 },
    )
  })
})

describe('a line is durable', () => {
  test('only after its sync has ended', async () => {
    const { disk, trail } = await openNew()
    const sync = hold(disk, `sync ${NOVEMBER}`)
    trail.add({ event: 'sending' })
    const durable = trail.durable()
    await sync.reached
    expect(await hasEnded(durable)).toBe(false)
    sync.letGo()
    await durable
  })

  test('only after the keys of what it seals', async () => {
    const keys = deferred<void>()
    const { disk, trail } = await openNew({ beforeGroup: () => keys.promise })
    trail.add({ event: 'sending' })
    const durable = trail.durable()
    expect(await hasEnded(durable)).toBe(false)
    expect(disk.calls).toEqual([])
    keys.resolve()
    await durable
    expect(disk.calls).toEqual([`append ${NOVEMBER}`, `sync ${NOVEMBER}`])
  })

  test('also when nobody but its own group is waited for: closing waits for what was added', async () => {
    const { disk, trail } = await openNew()
    trail.add({ event: 'last' })
    await trail.close()
    expect(await eventsOn(disk)).toEqual(['last'])
    expect(disk.calls.at(-1)).toBe(`sync ${NOVEMBER}`)
  })

  test('at once where nothing was added', async () => {
    const { disk, trail } = await openNew()
    await trail.durable()
    expect(disk.calls).toEqual([])
  })
})

test('the first file of a trail is durable in its folder before anything is added', async () => {
  const disk = watchedDisk()
  const clock = fakeClock('2026-11-20T08:00:00Z')
  await openTrail({ disk, clock, folder: '/trail', run: 'run-1', file: '2026-11', head: genesisHead, beforeGroup: () => Promise.resolve() })
  expect(disk.calls).toEqual([`open ${NOVEMBER}`, 'sync-folder /trail'])
})

describe('a new month', () => {
  test('begins a new file, which is durable in its folder before it is used', async () => {
    const { disk, clock, trail } = await openNew()
    trail.add({ event: 'november' })
    await trail.durable()
    disk.calls.length = 0
    clock.jump(11 * DAY_MS)
    expect(trail.add({ event: 'december' })).toMatchObject({ file: '2026-12', offset: 0 })
    await trail.durable()
    const DECEMBER = '/trail/2026-12.jsonl'
    expect(disk.calls).toEqual([
      `open ${DECEMBER}`,
      'sync-folder /trail',
      `append ${DECEMBER}`,
      `sync ${DECEMBER}`,
    ])
  })

  test('may begin in the middle of a group', async () => {
    const { disk, clock, trail } = await openNew()
    trail.add({ event: 'november' })
    clock.jump(11 * DAY_MS)
    trail.add({ event: 'december' })
    await trail.durable()
    expect([...disk.files.keys()]).toEqual([NOVEMBER, '/trail/2026-12.jsonl'])
    expect(await eventsOn(disk)).toEqual(['november', 'december'])
    expect(await verifyTrail(disk, '/trail')).toMatchObject({ ok: true, lines: 2 })
  })

  test('never ends when the clock is set back: lines go on in the newest file', async () => {
    const { disk, clock, trail } = await openNew()
    const steps = [0, 11, -11, -400, 0, 411, 31]
    for (const days of steps) {
      clock.jump(days * DAY_MS)
      trail.add({ event: String(days) })
      await trail.durable()
    }
    expect(await eventsOn(disk)).toEqual(steps.map(String))
    expect(await verifyTrail(disk, '/trail')).toMatchObject({
      ok: true,
      files: ['2026-11', '2026-12', '2027-01'],
    })
  })
})

describe.each([
  ['write', `append ${NOVEMBER}`],
  ['sync', `sync ${NOVEMBER}`],
])('after a failed %s', (_, call) => {
  test('everybody who waits is told, and nothing more is ever written', async () => {
    const { disk, trail } = await openNew()
    const error = new Error('no space left')
    const reached = deferred<void>()
    const broken = deferred<void>()
    disk.before = (asked) => {
      if (asked !== call) return undefined
      reached.resolve()
      return broken.promise
    }
    trail.add({ event: 'first' })
    const first = trail.durable()
    await reached.promise
    trail.add({ event: 'gathering' })
    const gathering = trail.durable()
    const callsBefore = disk.calls.length
    broken.reject(error)
    await expect(first).rejects.toBe(error)
    await expect(gathering).rejects.toBe(error)
    // The disk works again, and still nothing follows a line that may be missing.
    disk.before = () => undefined
    expect(() => trail.add({ event: 'later' })).toThrow(error)
    await expect(trail.durable()).rejects.toBe(error)
    await trail.close()
    expect(disk.calls).toHaveLength(callsBefore)
  })
})

describe('after keys could not be saved', () => {
  test('the lines that they seal are not written', async () => {
    const error = new Error('no space left')
    const { disk, trail } = await openNew({ beforeGroup: () => Promise.reject(error) })
    trail.add({ event: 'sending' })
    await expect(trail.durable()).rejects.toBe(error)
    expect(() => trail.add({ event: 'later' })).toThrow(error)
    expect(disk.calls).toEqual([])
  })
})
