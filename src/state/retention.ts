import { join } from 'node:path'
import { z } from 'zod'
import type { Disk } from '../contract/disk.ts'
import type { JsonObject } from '../lib/json.ts'
import { isOpen } from './index-fold.ts'
import type { Memory } from './replay.ts'
import { entryOf } from './trail-line.ts'
import { readLineAt } from './trail-reader.ts'
import type { TrailPosition } from '../contract/document-entry.ts'

const SLOT_BYTES = 32
const DAY_MS = 86_400_000
const FACT = 'erased-months'

/** One month to erase: decided, said in the trail, and only then done. */
export interface Erasure {
  readonly month: string
  readonly slots: number
  /** Of documents that are still open, and of facts that are still in use. */
  readonly kept: number
  readonly keptSlots: ReadonlySet<number>
}

export interface RetentionParts {
  readonly disk: Disk
  readonly trail: string
  readonly keys: string
  readonly memory: Memory
  /** Days for which personal data stays readable. */
  readonly personalDays: number
  readonly now: number
}

/**
 * Every month that ended longer ago than the retention and still has keys to erase: all but those of open documents
 * and of facts in use. Changes nothing.
 */
export const expiredMonths = async (parts: RetentionParts): Promise<readonly Erasure[]> => {
  const done = monthsDone(parts.memory)
  const due = (await parts.disk.list(parts.keys))
    .flatMap((name) => /^(\d{4}-\d{2})\.bin$/.exec(name)?.[1] ?? [])
    .filter((month) => done[month] !== 0 && endOfMonth(month) + parts.personalDays * DAY_MS < parts.now)
  if (due.length === 0) return []
  const kept = await slotsInUse(parts)
  const erasures: Erasure[] = []
  for (const month of due) {
    const keptSlots = kept.get(month) ?? new Set()
    // What is kept only ever grows less: as many as last time are the same ones.
    if (done[month] === keptSlots.size) continue
    const slots = Math.floor(((await parts.disk.size(pathOf(parts, month))) ?? 0) / SLOT_BYTES)
    erasures.push({ month, slots: slots - keptSlots.size, kept: keptSlots.size, keptSlots })
  }
  return erasures
}

/** Overwrites the keys of one month. What they sealed is gone for ever; the lines of the chain stay as they are. */
export const eraseMonth = async (parts: Pick<RetentionParts, 'disk' | 'keys'>, { month, keptSlots }: Erasure): Promise<void> => {
  const path = pathOf(parts, month)
  const bytes = Buffer.from((await parts.disk.read(path)) ?? Buffer.alloc(0))
  const slots = Math.floor(bytes.length / SLOT_BYTES)
  for (let slot = 0; slot < slots; slot += 1) if (!keptSlots.has(slot)) bytes.fill(0, slot * SLOT_BYTES, (slot + 1) * SLOT_BYTES)
  // In place: a new file would leave the old keys on the disk.
  await parts.disk.overwrite(path, 0, bytes)
}

/** What was erased and how much was kept of each month, as a fact of the program. */
export const erasedFact = (memory: Pick<Memory, 'facts'>, erasures: readonly Erasure[]): { name: string; facts: JsonObject } => {
  const kept = { ...monthsDone(memory), ...Object.fromEntries(erasures.map((erasure) => [erasure.month, erasure.kept])) }
  return { name: FACT, facts: { months: Object.keys(kept).filter((month) => kept[month] === 0), kept } }
}

const pathOf = ({ keys }: Pick<RetentionParts, 'keys'>, month: string): string => join(keys, `${month}.bin`)

/** Months that were erased, with the slots that were kept. Older facts only name those of which none was. */
const monthsDone = ({ facts }: Pick<Memory, 'facts'>): Readonly<Record<string, number>> => {
  const known = factSchema.safeParse(facts.get(FACT)).data
  return { ...Object.fromEntries((known?.months ?? []).map((month) => [month, 0])), ...known?.kept }
}

const factSchema = z.object({ months: z.array(z.string()), kept: z.record(z.string(), z.number()).optional() })

const endOfMonth = (month: string): number => {
  const [year = 0, number = 0] = month.split('-').map(Number)
  return Date.UTC(year, number, 1)
}

const slotSchema = z.object({ key: z.object({ file: z.string(), slot: z.number() }), data: z.string() })

const slotsInUse = async ({ disk, trail, memory }: RetentionParts): Promise<Map<string, Set<number>>> => {
  const kept = new Map<string, Set<number>>()
  const keep = ({ file, slot }: { readonly file: string; readonly slot: number }): void => {
    kept.set(file, (kept.get(file) ?? new Set()).add(slot))
  }
  const keepLine = async (position: TrailPosition | null): Promise<void> => {
    const line = position === null ? null : await readLineAt(disk, trail, position)
    if (line?.sealed !== undefined) keep(line.sealed.key)
  }
  for (const { row } of memory.table.all()) {
    if (!isOpen(row)) continue
    const entry = entryOf(await readLineAt(disk, trail, row.position), row.position)
    await keepLine(entry?.content ?? null)
    await keepLine(entry?.intent ?? null)
  }
  for (const facts of memory.facts.values()) {
    const sealed = slotSchema.safeParse(facts.personal)
    if (sealed.success) keep(sealed.data.key)
  }
  return kept
}
