import type { TrailPosition } from '../contract/document-entry.ts'
import type { JourneyStep } from '../contract/state-store.ts'
import { unsealLine } from './seal.ts'
import type { StoreParts } from './store.ts'
import { entryOf } from './trail-line.ts'
import { readLineAt } from './trail-reader.ts'

/** A document's lines, newest first: each names the one before it. */
export async function* journey(
  parts: StoreParts,
  newest: () => Promise<TrailPosition | null>,
): AsyncGenerator<JourneyStep> {
  for (let position = await newest(); position !== null; ) {
    const line = await readLineAt(parts.disk, parts.paths.trail, position)
    const entry = entryOf(line, position)
    if (entry === null) return
    const sealed = await unsealLine(line, parts)
    const { n, at, run, event, facts = {} } = line
    yield { n, at, run, event, entry, facts, sealedWhat: line.sealed?.what ?? null, sealed }
    position = line.back ?? null
  }
}
