import { join } from 'node:path'
import type { ReferenceData } from '../contract/reference-data.ts'
import type { Route } from '../contract/route.ts'
import { isoTime } from '../lib/clock.ts'
import { indexReference, noReferenceSets } from '../mapping/reference-index.ts'
import { loadReference, readReferenceCopy } from '../state/reference-copy.ts'
import type { ProgramContext } from './context.ts'
import { checkFarSide } from './far-side.ts'

/** The ledger's reference data, and when the oldest part of it was read. */
export interface DatedReference {
  readonly ledger: string
  readonly reference: ReferenceData
  readonly readAt: string
}

export interface LedgerReferenceInput {
  readonly route: Route
  /** Read it anew from the ledger. */
  readonly refresh: boolean
  readonly waitMs: number
  readonly signal: AbortSignal
}

/** From the local copy; from the ledger, through a connection that cannot write, when asked to or when there is no copy. */
export const ledgerReference = async (
  context: ProgramContext,
  input: LedgerReferenceInput,
): Promise<DatedReference> => {
  const settings = context.routeSettings(input.route.name)
  const ledger = input.route.ledger === 'to' ? settings.to : settings.from
  const folder = join(context.paths.reference, ledger)
  const copy = input.refresh ? null : await readReferenceCopy({ disk: context.disk, folder }, noReferenceSets)
  if (copy !== null) return dated(ledger, copy.sets, copy.oldestReadAt)
  await proveFarSide(context, ledger)
  const { reference: reader } = await context.openConnection(ledger, { readOnly: true })
  if (reader === null) return dated(ledger, noReferenceSets, context.clock.now())
  const parts = {
    disk: context.disk,
    clock: context.clock,
    folder,
    reader,
    maxAgeMs: 0,
    keep: true,
    signal: input.signal,
  }
  const startedAt = context.clock.now()
  // The copy is part of the state folder: only the lock's holder writes there.
  const sets = await context.lockFor(input, () => loadReference(parts, noReferenceSets))
  return dated(ledger, sets, startedAt)
}

/** Rows of another environment must not take the place of this one's. */
const proveFarSide = async (context: ProgramContext, connection: string): Promise<void> => {
  const store = await context.openStore({ mode: 'read', run: context.newRunId() })
  try {
    checkFarSide(context, store, connection)
  } finally {
    await store.close()
  }
}

const dated = (ledger: string, sets: typeof noReferenceSets, readAt: number): DatedReference => ({
  ledger,
  reference: indexReference(sets),
  readAt: isoTime(readAt),
})
