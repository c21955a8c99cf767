import { endLeft } from './left-source.ts'
import { inParallel } from './pool.ts'
import type { SendItem } from './prepare-item.ts'
import { readerOf, type RunContext } from './run-context.ts'

/**
 * The documents that the source still offers as they are. One whose list was read long ago is read once more before
 * its first intent: a changed one waits for the next run, which judges it anew; one that is gone is not sent.
 */
export const stillOffered = async <Item extends SendItem>(run: RunContext, items: readonly Item[]): Promise<Item[]> => {
  if (!isReadLongAgo(run)) return [...items]
  const kept = new Set<Item>()
  await inParallel(items, run.concurrency, async (item) => {
    if (await isStillOffered(run, item)) kept.add(item)
  })
  return items.filter((item) => kept.has(item))
}

/** A limited run sends from what is stored, however old that is. */
const isReadLongAgo = ({ readAt, clock, settings }: RunContext): boolean =>
  readAt === undefined || clock.elapsed() - readAt >= settings.rereadAfterMs

const isStillOffered = async (run: RunContext, { entry }: SendItem): Promise<boolean> => {
  const reader = readerOf(run, entry.identity.kind)
  // An intent is fixed, and what is taken out of use is in no list any more. What a person lets go although it was
  // handed over, perhaps by ourselves before it was withdrawn, the source no longer offers: that is known.
  const isDecided = entry.intent !== null || entry.retired || entry.released === true
  if (reader.readAgain === undefined || isDecided) return true
  const raw = await reader.readAgain(entry.identity.ref)
  const document = raw === null ? null : reader.toDocument(raw, { currencies: run.reference.currencies })
  if (document?.approval !== 'approved') {
    endLeft(run, entry)
    return false
  }
  const isSame = document.fingerprint.version !== entry.fingerprint.version || document.fingerprint.hash === entry.fingerprint.hash
  // Somebody may also have entered it by hand meanwhile, which no fingerprint holds.
  const mayGo = isSame && (!document.handedOver || entry.released === true)
  if (!mayGo) run.store.note({ event: 'changed-before-send', facts: { doc: entry.id } })
  return mayGo
}
