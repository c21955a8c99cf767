import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fakeClock } from '../../test/support/fake-clock.ts'
import { memoryDisk } from '../../test/support/memory-disk.ts'
import { watchedDisk } from '../../test/support/watched-disk.ts'
import type { Disk } from '../contract/disk.ts'
import { seededRandom } from '../lib/random.ts'
import { Secret } from '../lib/secret.ts'
import { newNonce, openSealer, sealJson, unsealJson, unsealLine } from './seal.ts'

const random = seededRandom(3)
const stateKey = new Secret(Buffer.alloc(32, 1).toString('base64'))
const KEYS = '/keys/2026-11.bin'
const sealerOn = (disk: Disk, start = '2026-11-20T08:00:00Z') =>
  openSealer({ disk, clock: fakeClock(start), random, folder: '/keys' })

describe('what is sealed', () => {
  const slotSecret = Buffer.alloc(32, 2)
  const keys = { stateKey, slotSecret, bound: 'MLAAAAAAAAAAAAAAAA' }
  const nonce = () => newNonce(random)

  test('opens to what it was', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (content) => {
        const value = JSON.parse(JSON.stringify(content)) as Record<string, never>
        expect(unsealJson(sealJson(value, { ...keys, nonce: nonce() }), keys)).toEqual(value)
      }),
    )
  })

  test('cannot be read without its keys, and shows nothing of itself', () => {
    const sealed = sealJson({ iban: 'DE02120300000000202051' }, { ...keys, nonce: nonce() })
    expect(Buffer.from(sealed, 'base64').toString('latin1')).not.toContain('DE02')
    const other = new Secret(Buffer.alloc(32, 9).toString('base64'))
    expect(() => unsealJson(sealed, { ...keys, stateKey: other })).toThrow()
    expect(() => unsealJson(sealed, { ...keys, slotSecret: Buffer.alloc(32, 9) })).toThrow()
  })

  test('does not open as that of another document', () => {
    const sealed = sealJson({ a: 1 }, { ...keys, nonce: nonce() })
    expect(() => unsealJson(sealed, { ...keys, bound: 'MLBBBBBBBBBBBBBBBB' })).toThrow()
  })

  test('does not open when any byte of it was changed', () => {
    const sealed = Buffer.from(sealJson({ a: 'b' }, { ...keys, nonce: nonce() }), 'base64')
    for (let at = 0; at < sealed.length; at += 1) {
      const changed = Buffer.from(sealed)
      changed[at] = changed[at]! ^ 1
      expect(() => unsealJson(changed.toString('base64'), keys), `byte ${at}`).toThrow()
    }
    expect(() => unsealJson(sealed.subarray(0, -1).toString('base64'), keys)).toThrow()
  })

  test('looks different each time', () => {
    const seal = () => sealJson({ a: 1 }, { ...keys, nonce: nonce() })
    expect(seal()).not.toBe(seal())
  })
})

describe('key slots', () => {
  test('keep their secrets over restarts, and are never given out twice', async () => {
    const disk = memoryDisk()
    const given = []
    for (const start of [
      '2026-11-20T08:00:00Z',
      '2026-11-21T08:00:00Z',
      '2026-12-01T08:00:00Z',
      '2026-11-30T08:00:00Z',
    ]) {
      const sealer = await sealerOn(disk, start)
      given.push(sealer.newSlot(), sealer.newSlot())
      await sealer.sync()
      given.push(sealer.newSlot())
      await sealer.sync()
      await sealer.close()
    }
    const sealer = await sealerOn(disk)
    expect(new Set(given.map(({ slot }) => JSON.stringify(slot))).size).toBe(given.length)
    for (const { slot, secret } of given) expect(await sealer.secretOf(slot)).toEqual(secret)
  })

  test('are synced, many at once, before anything can use them', async () => {
    const disk = watchedDisk()
    const sealer = await sealerOn(disk)
    for (let at = 0; at < 5; at += 1) sealer.newSlot()
    expect(disk.files.get(KEYS)).toBeUndefined()
    await sealer.sync()
    expect(disk.calls).toEqual([`open ${KEYS}`, 'sync-folder /keys', `append ${KEYS}`, `sync ${KEYS}`])
    await sealer.sync()
    expect(disk.calls).toHaveLength(4)
  })

  test('that a crash tore are passed over', async () => {
    const disk = memoryDisk()
    for (let torn = 1; torn < 32; torn += 1) {
      disk.files.set(KEYS, Buffer.alloc(64 + torn, 5))
      const sealer = await sealerOn(disk)
      const { slot, secret } = sealer.newSlot()
      await sealer.sync()
      expect(slot.slot).toBe(3)
      expect(await sealer.secretOf(slot)).toEqual(secret)
    }
  })

  test('that were erased are gone for ever; the others stay', async () => {
    const disk = memoryDisk()
    const sealer = await sealerOn(disk)
    const slots = [sealer.newSlot(), sealer.newSlot(), sealer.newSlot()] as const
    await sealer.sync()
    const lines = slots.map(({ slot, secret }) => ({
      doc: 'MLAAAAAAAAAAAAAAAA',
      sealed: {
        what: 'content' as const,
        key: slot,
        data: sealJson(
          { a: 1 },
          { stateKey, slotSecret: secret, nonce: newNonce(random), bound: 'MLAAAAAAAAAAAAAAAA' },
        ),
      },
    }))
    await sealer.erase(slots[1].slot)
    const opened = await Promise.all(lines.map((line) => unsealLine(line, { sealer, stateKey })))
    expect(opened).toEqual([{ a: 1 }, null, { a: 1 }])
  })

  test('that were lost are as good as erased: no line breaks for it', async () => {
    const sealer = await sealerOn(memoryDisk())
    expect(await sealer.secretOf({ file: '2026-01', slot: 7 })).toBeNull()
  })
})
