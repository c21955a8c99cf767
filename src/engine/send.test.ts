import { describe, expect, test } from 'vitest'
import { problemNamed, smallRun, type SmallRecord } from '../../test/support/small-run.ts'
import type { MappingLookup } from '../contract/route.ts'

const BILLS: SmallRecord[] = [{ ref: '1' }, { ref: '2' }, { ref: '3' }]
const into = (company: string, version: number): { mapping: MappingLookup } => ({
  mapping: { version, translate: () => company },
})

describe('a document that belongs into another company by the time it is sent', () => {
  test('is written into that company, and its journal holds no other one’s', async () => {
    const { sync, world, run, answers, idOf } = await smallRun({ journals: true })
    for (const { ref } of BILLS) answers.set(idOf(ref), { kind: 'blocked', problem: problemNamed('LATER') })
    await sync(BILLS)
    answers.clear()
    // A person corrects the mapping and replays one: the others stand under their old plan.
    await sync(null, { only: new Set([idOf('2')]), ...into('demf', 2) })
    expect(world.written).toEqual([{ company: 'demf', refs: ['2'] }])
    await sync(BILLS, into('demf', 2))
    expect(world.written).toEqual([
      { company: 'demf', refs: ['2'] },
      { company: 'demf', refs: ['1', '3'] },
    ])
    expect(run.mapping.version).toBe(1)
  })

  test('is never sent with the chunk of its old plan', async () => {
    const { sync, world, take, entryOf, idOf, eventsOf } = await smallRun({ journals: true })
    for (const bill of BILLS) await take(bill)
    await take({ ref: '4' }, into('demf', 1))
    // Ready documents of a limited run are not judged anew before they are sent.
    await sync(null, { only: new Set(['1', '2', '3', '4'].map(idOf)), ...into('demf', 2) })
    expect(world.written.map(({ company }) => company)).toEqual(['demf', 'demf'])
    expect(world.written.flatMap(({ refs }) => refs).sort()).toEqual(['1', '2', '3', '4'])
    expect(await eventsOf('1')).toEqual(['ready', 'replanned', 'sending', 'written', 'acknowledged'])
    expect((await entryOf('1')).plan?.legalEntity).toBe('demf')
  })

  test('waits when another document has the number that it takes there', async () => {
    const { sync, world, take, entryOf, idOf } = await smallRun()
    await take({ ref: '1', number: 'INV-7' })
    await take({ ref: '2', number: 'INV-7' }, into('demf', 1))
    await sync(null, { only: new Set([idOf('1')]), ...into('demf', 2) })
    expect(world.written).toEqual([])
    expect(await entryOf('1')).toMatchObject({ state: 'parked', problems: [{ code: 'DUPLICATE_NUMBER' }] })
  })
})
