import { describe, expect, test } from 'vitest'
import { booksByTrace } from '../support/books.ts'
import { rehearsal } from '../support/rehearsal.ts'

describe('a run that is told to stop', () => {
  test('ends the documents in flight, begins none, leaves no doubt, and the next run completes', async () => {
    const world = rehearsal({ seed: 31, bills: 60, settlements: 0 })
    const stopping = new AbortController()
    let lines = 0
    const handle = world.d365.handle.bind(world.d365)
    world.d365.handle = (request) => {
      if (request.method === 'POST' && request.path.endsWith('JournalLines') && (lines += 1) === 20) stopping.abort(new Error('SIGTERM'))
      return handle(request)
    }
    const report = await world.run('airbase-to-d365', { signal: stopping.signal })
    const written = world.d365.app.books().length
    expect(report.interrupted).toBe(true)
    expect(report.standing.filter(({ state }) => state === 'in-doubt')).toEqual([])
    expect(written).toBeLessThan(40)
    await world.run('airbase-to-d365')
    const books = booksByTrace(world.d365.app.books())
    expect([books.size, [...books.values()].filter((entries) => entries.length > 1)]).toEqual([60, []])
  })
})

describe('a journal that people post while we write it', () => {
  test('is left alone, and what it does not hold goes into another one in the same run', async () => {
    const world = rehearsal({ seed: 32, bills: 40, settlements: 0 })
    let lines = 0
    const handle = world.d365.handle.bind(world.d365)
    world.d365.handle = (request) => {
      if (request.method === 'POST' && request.path.endsWith('VendInvoiceJournalLines') && (lines += 1) % 15 === 0) world.d365.app.book()
      return handle(request)
    }
    await world.run('airbase-to-d365')
    const books = booksByTrace(world.d365.app.books())
    expect([books.size, [...books.values()].filter((entries) => entries.length > 1)]).toEqual([40, []])
    expect(world.violations()).toEqual([])
  })
})

describe('a far side that throttles', () => {
  test.each([{ seconds: 2 }, { dateAfterMs: 3000 }, { text: 'soon' }])('pauses all workers for %j and loses nothing', async (retryAfter) => {
    const world = rehearsal({ seed: 33, bills: 30, settlements: 0 })
    world.d365.add({ match: { method: 'POST', path: 'JournalLines' }, nth: 5, times: 3, do: { kind: 'throttle', retryAfter } })
    await world.run('airbase-to-d365')
    expect(booksByTrace(world.d365.app.books()).size).toBe(30)
    expect(world.violations()).toEqual([])
  })
})
