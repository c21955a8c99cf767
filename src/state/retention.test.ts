import { describe, expect, test } from 'vitest'
import { documentEntry } from '../../test/support/document-entry.ts'
import { testState } from '../../test/support/state.ts'
import { watchedDisk } from '../../test/support/watched-disk.ts'

const DAY_MS = 86_400_000
const KEYS = '/root/state/keys/2026-11.bin'
const LATER = { personalDays: 90 }

/** One document that ended and one that waits, months after both were read. */
const months = async () => {
  const disk = watchedDisk()
  const state = testState(disk)
  const store = await state.open()
  const waiting = store.record({ event: 'ready', entry: documentEntry('1'), content: { name: 'Anna' } })
  const ended = store.record({ event: 'skipped', entry: documentEntry('2', { state: 'skipped' }), content: { name: 'Bert' } })
  await store.close()
  state.clock.advance(130 * DAY_MS)
  disk.calls.length = 0
  const trail = () => [...disk.files].filter(([path]) => path.startsWith('/root/state/trail/')).map(([, bytes]) => bytes.toString()).join('')
  return { disk, state, waiting, ended, trail, run: async () => (await state.open(LATER)).close() }
}

describe('personal data past its retention', () => {
  test('is erased only after the trail durably says so', async () => {
    const { disk, run, trail } = await months()
    let saidBefore = false
    disk.before = (call) => {
      if (call === `overwrite ${KEYS}`) saidBefore = trail().includes('personal-data-erased') && disk.calls.at(-2)?.startsWith('sync ') === true
    }
    await run()
    expect(saidBefore).toBe(true)
  })

  test('is erased once, and what waiting documents need is kept', async () => {
    const { disk, state, run, waiting, ended, trail } = await months()
    for (let time = 0; time < 3; time += 1) await run()
    expect(disk.calls.filter((call) => call === `overwrite ${KEYS}`)).toHaveLength(1)
    expect(trail().match(/personal-data-erased/g)).toHaveLength(1)
    const store = await state.open()
    expect([await store.content(waiting), await store.content(ended)]).toEqual([{ name: 'Anna' }, null])
    // The last one that needed the month ends: then the rest of it goes.
    store.record({ event: 'skipped', entry: { ...waiting, state: 'skipped' } })
    await store.close()
    await run()
    await run()
    expect(disk.calls.filter((call) => call === `overwrite ${KEYS}`)).toHaveLength(2)
    expect(await (await state.open()).content(waiting)).toBeNull()
  })

  test('is erased at the next run where a crash came between the word and the deed', async () => {
    const { disk, run, state, ended } = await months()
    disk.before = (call) => {
      if (call === `overwrite ${KEYS}`) throw new Error('power cut')
    }
    await expect(run()).rejects.toThrow('power cut')
    disk.before = () => undefined
    await run()
    expect(await (await state.open()).content(ended)).toBeNull()
  })

  test('of a document that was read a moment before the state is closed is kept', async () => {
    const { state, ended } = await months()
    const store = await state.open(LATER)
    const fresh = store.record({ event: 'ready', entry: documentEntry('3'), content: { name: 'Cleo' } })
    await store.close()
    const after = await state.open()
    expect([await after.content(fresh), await after.content(ended)]).toEqual([{ name: 'Cleo' }, null])
  })

  test('is noted as erased in the trail before the index says so: an index is never ahead of its trail', async () => {
    const { disk, run, trail } = await months()
    let last = ''
    disk.before = (call) => {
      if (call === 'write-atomic /root/state/db/manifest.json') last = trail().trimEnd().split('\n').at(-1) ?? ''
    }
    await run()
    expect(last).toContain('"event":"facts"')
  })
})
