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

/** What an erasure did. */
export interface Erasure {
  readonly month: string
  readonly slots: number
  /** Of documents that are still open, and of facts that are still in use. */
  readonly kept: number
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
 * Erases the keys of every month that ended longer ago than the retention, but those of open documents and of facts
 * in use. What they sealed is gone for ever; the lines of the chain stay as they are.
 */
export const eraseExpired = async (parts: RetentionParts): Promise<readonly Erasure[]> => {
  const done = monthsDone(parts.memory)
  const due = (await parts.disk.list(parts.keys))
    .flatMap((name) => /^(\d{4}-\d{2})\.bin$/.exec(name)?.[1] ?? [])
    .filter((month) => !done.includes(month) && endOfMonth(month) + parts.personalDays * DAY_MS < parts.now)
  if (due.length === 0) return []
  const kept = await slotsInUse(parts)
  const erasures: Erasure[] = []
  for (const month of due) erasures.push(await eraseMonth(parts, month, kept.get(month) ?? new Set()))
  return erasures
}

/** The months that need not be looked at again, as a fact of the program. */
export const erasedFact = (memory: Pick<Memory, 'facts'>, erasures: readonly Erasure[]): { name: string; facts: JsonObject } => {
  const whole = erasures.filter(({ kept }) => kept === 0).map(({ month }) => month)
  return { name: FACT, facts: { months: [...monthsDone(memory), ...whole] } }
}

const monthsDone = ({ facts }: Pick<Memory, 'facts'>): readonly string[] =>
  z.object({ months: z.array(z.string()) }).safeParse(facts.get(FACT)).data?.months ?? []

const endOfMonth = (month: string): number => {
  const [year = 0, number = 0] = month.split('-').map(Number)
  return Date.UTC(year, number, 1)
}

const eraseMonth = async ({ disk, keys }: RetentionParts, month: string, kept: ReadonlySet<number>): Promise<Erasure> => {
  const path = join(keys, `${month}.bin`)
  const bytes = Buffer.from((await disk.read(path)) ?? Buffer.alloc(0))
  const slots = Math.floor(bytes.length / SLOT_BYTES)
  for (let slot = 0; slot < slots; slot += 1) if (!kept.has(slot)) bytes.fill(0, slot * SLOT_BYTES, (slot + 1) * SLOT_BYTES)
  // In place: a new file would leave the old keys on the disk.
  await disk.overwrite(path, 0, bytes)
  return { month, slots: slots - kept.size, kept: kept.size }
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
