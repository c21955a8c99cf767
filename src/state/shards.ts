import { join } from 'node:path'
import { Low, type Adapter } from 'lowdb'
import type { Disk } from '../contract/disk.ts'
import { sha256Hex } from '../lib/hash.ts'
import type { Json } from '../lib/json.ts'

/** One shard: a flat JSON document. */
export type Shard = Record<string, Json>

/** Version of a shard's file and the first 16 digits of its SHA-256. */
export type ShardStamp = readonly [version: number, hash: string]

/** Makes a shard's content anew from the trail. */
export type Heal = (name: string) => Promise<Shard>

const CACHE_MAX = 256

/**
 * The lowdb documents that are derived from the trail. A shard is never overwritten: a new version gets a new
 * file, the manifest names the valid one, and the old one is removed after the manifest is durable.
 */
export class Shards {
  readonly #disk: Disk
  readonly #folder: string
  readonly #stamps: Map<string, ShardStamp>
  readonly #cache = new Map<string, Shard>()
  readonly #heal: Heal
  readonly #healed = new Map<string, Shard>()
  #obsolete: string[] = []

  constructor(disk: Disk, folder: string, stamps: Readonly<Record<string, ShardStamp>>, heal: Heal) {
    this.#heal = heal
    this.#disk = disk
    this.#folder = folder
    this.#stamps = new Map(Object.entries(stamps))
  }

  /** The shard's content, empty when it was never written, healed when it is damaged. The caller does not change it. */
  async read(name: string): Promise<Shard> {
    const cached = this.#cache.get(name)
    if (cached !== undefined) return cached
    if (!this.#stamps.has(name)) return {}
    const low = new Low<Shard>(this.#adapter(name), {})
    await low.read()
    if (this.#cache.size >= CACHE_MAX) this.#cache.delete(this.#cache.keys().next().value ?? '')
    this.#cache.set(name, low.data)
    return low.data
  }

  /** Changes a shard and writes its next version. */
  async update(name: string, change: (data: Shard) => void): Promise<void> {
    const low = new Low<Shard>(this.#adapter(name), {})
    await low.read()
    await low.update(change)
    this.#cache.delete(name)
  }

  /** Writes a shard anew, whatever was there. */
  async replace(name: string, data: Shard): Promise<void> {
    const low = new Low<Shard>(this.#adapter(name), data)
    await low.write()
    this.#cache.delete(name)
  }

  /** Forgets a shard; its file is removed once the manifest no longer names it. */
  drop(name: string): void {
    const before = this.#stamps.get(name)
    if (before !== undefined) this.#obsolete.push(this.#path(name, before[0]))
    this.#stamps.delete(name)
    this.#cache.delete(name)
    this.#healed.delete(name)
  }

  names(): Iterable<string> {
    return this.#stamps.keys()
  }

  stamps(): Readonly<Record<string, ShardStamp>> {
    return Object.fromEntries(this.#stamps)
  }

  /** Shards that were found missing or damaged and made anew from the trail. */
  healed(): readonly string[] {
    return [...this.#healed.keys()]
  }

  /** Writes what was healed, so that it is healed once. */
  async saveHealed(): Promise<void> {
    for (const [name, data] of this.#healed) await this.replace(name, data)
    this.#healed.clear()
  }

  /** Removes the files that the durable manifest no longer names. */
  async sweep(): Promise<void> {
    const due = this.#obsolete
    this.#obsolete = []
    for (const path of due) await this.#disk.remove(path)
  }

  #path(name: string, version: number): string {
    return join(this.#folder, `${name}.${version}.json`)
  }

  #adapter(name: string): Adapter<Shard> {
    return {
      read: async () => {
        const stamp = this.#stamps.get(name)
        if (stamp === undefined) return null
        const bytes = await this.#disk.read(this.#path(name, stamp[0]))
        if (bytes !== null && sha256Hex(bytes).slice(0, 16) === stamp[1]) return JSON.parse(bytes.toString('utf8')) as Shard
        const healed = this.#healed.get(name) ?? (await this.#heal(name))
        this.#healed.set(name, healed)
        return healed
      },
      write: async (data) => {
        const before = this.#stamps.get(name)
        const version = (before?.[0] ?? 0) + 1
        const bytes = Buffer.from(JSON.stringify(data))
        await this.#disk.write(this.#path(name, version), bytes)
        if (before !== undefined) this.#obsolete.push(this.#path(name, before[0]))
        this.#healed.delete(name)
        this.#stamps.set(name, [version, sha256Hex(bytes).slice(0, 16)])
      },
    }
  }
}
