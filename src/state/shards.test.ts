import { describe, expect, test } from 'vitest'
import { watchedDisk } from '../../test/support/watched-disk.ts'
import { Shards, type Shard, type ShardStamp } from './shards.ts'

const noHeal = () => Promise.reject(new Error('nothing is damaged'))
const files = (disk: { files: Map<string, Buffer> }) => [...disk.files.keys()].sort()

/** A folder with one shard in its first version. */
const withShard = async () => {
  const disk = watchedDisk()
  const shards = new Shards(disk, '/db', {}, noHeal)
  await shards.replace('links/AA1', { one: 1 })
  return { disk, stamps: shards.stamps() }
}

describe('a shard', () => {
  test('that was never written is empty', async () => {
    const shards = new Shards(watchedDisk(), '/db', {}, noHeal)
    expect(await shards.read('links/AA1')).toEqual({})
  })

  test('is found again by its stamp', async () => {
    const { disk, stamps } = await withShard()
    expect(await new Shards(disk, '/db', stamps, noHeal).read('links/AA1')).toEqual({ one: 1 })
  })

  test('that is changed gets a new file; the old one stands until the manifest is durable', async () => {
    const { disk, stamps } = await withShard()
    const shards = new Shards(disk, '/db', stamps, noHeal)
    await shards.read('links/AA1')
    await shards.update('links/AA1', (data) => (data.two = 2))
    await shards.update('links/AA1', (data) => (data.three = 3))
    expect(await shards.read('links/AA1')).toEqual({ one: 1, two: 2, three: 3 })
    expect(files(disk)).toEqual(['/db/links/AA1.1.json', '/db/links/AA1.2.json', '/db/links/AA1.3.json'])
    // A crash here: the old manifest still names a whole shard.
    expect(await new Shards(disk, '/db', stamps, noHeal).read('links/AA1')).toEqual({ one: 1 })
    await shards.sweep()
    expect(files(disk)).toEqual(['/db/links/AA1.3.json'])
    expect(await new Shards(disk, '/db', shards.stamps(), noHeal).read('links/AA1')).toEqual({
      one: 1,
      two: 2,
      three: 3,
    })
  })

  test('of a run that was broken off is written over by the next one', async () => {
    const { disk, stamps } = await withShard()
    await new Shards(disk, '/db', stamps, noHeal).update('links/AA1', (data) => (data.lost = true))
    const next = new Shards(disk, '/db', stamps, noHeal)
    await next.update('links/AA1', (data) => (data.two = 2))
    expect(await new Shards(disk, '/db', next.stamps(), noHeal).read('links/AA1')).toEqual({ one: 1, two: 2 })
  })

  test('keeps what was not asked for: reading many does not mix them up', async () => {
    const disk = watchedDisk()
    const shards = new Shards(disk, '/db', {}, noHeal)
    const names = Array.from({ length: 600 }, (_, at) => `terms/${at}`)
    for (const name of names) await shards.replace(name, { name })
    for (const name of [...names, ...names]) expect(await shards.read(name)).toEqual({ name })
  })
})

describe.each<[string, (file: Map<string, Buffer>) => void]>([
  ['is missing', (all) => all.delete('/db/links/AA1.1.json')],
  ['is damaged', (all) => all.set('/db/links/AA1.1.json', Buffer.from('{"one":2}'))],
  ['is cut off', (all) => all.set('/db/links/AA1.1.json', Buffer.from('{"on'))],
  ['is empty', (all) => all.set('/db/links/AA1.1.json', Buffer.alloc(0))],
])('a shard that %s', (_, harm) => {
  const healing = async () => {
    const { disk, stamps } = await withShard()
    harm(disk.files)
    const asked: string[] = []
    const heal = (name: string): Promise<Shard> => {
      asked.push(name)
      return Promise.resolve({ one: 1 })
    }
    return { disk, asked, shards: new Shards(disk, '/db', stamps as Record<string, ShardStamp>, heal) }
  }

  test('is made anew from the trail, once, and named', async () => {
    const { asked, shards } = await healing()
    expect(shards.healed()).toEqual([])
    expect(await shards.read('links/AA1')).toEqual({ one: 1 })
    await shards.read('links/AA1')
    expect([asked, shards.healed()]).toEqual([['links/AA1'], ['links/AA1']])
  })

  test('is whole for the next run once it was saved', async () => {
    const { disk, shards } = await healing()
    await shards.read('links/AA1')
    await shards.saveHealed()
    await shards.sweep()
    expect(shards.healed()).toEqual([])
    expect(await new Shards(disk, '/db', shards.stamps(), noHeal).read('links/AA1')).toEqual({ one: 1 })
  })

  test('is made anew before it is changed', async () => {
    const { disk, shards } = await healing()
    await shards.update('links/AA1', (data) => (data.two = 2))
    expect(await new Shards(disk, '/db', shards.stamps(), noHeal).read('links/AA1')).toEqual({
      one: 1,
      two: 2,
    })
  })
})
