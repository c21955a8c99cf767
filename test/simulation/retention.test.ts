import { expect, test } from 'vitest'
import { verifyTrail } from '../../src/state/verify.ts'
import { traceOf } from '../support/books.ts'
import { rehearsal } from '../support/rehearsal.ts'

const DAY_MS = 86_400_000

test('personal data of settled documents is gone after its retention, of waiting ones it stays, and the chain holds', async () => {
  const world = rehearsal({ seed: 61, bills: 20, settlements: 0, problems: 0.4 })
  await world.run('airbase-to-d365')
  world.d365.app.book()
  await world.run('airbase-to-d365')
  const settled = world.world.expectations.find(({ outcome }) => outcome === 'written')
  const waiting = world.world.expectations.find(({ why }) => why === 'vendor-unlinked' || why === 'vendor-on-hold')
  const contents = () =>
    world.read(async (store) => {
      const read = async (airbaseId: string) => {
        const entry = await store.get(traceOf(airbaseId))
        return entry === null ? 'unknown' : (await store.content(entry)) !== null
      }
      return [await read(settled?.airbaseId ?? ''), await read(waiting?.airbaseId ?? '')]
    })
  expect(await contents()).toEqual([true, true])
  world.clock.advance(130 * DAY_MS)
  await world.run('airbase-to-d365')
  expect(await contents()).toEqual([false, true])
  expect(await verifyTrail(world.disk, `${world.stateFolder}/trail`)).toMatchObject({ ok: true })
})
