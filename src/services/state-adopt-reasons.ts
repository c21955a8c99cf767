import { TrailError, type MlError } from '../errors/ml-error.ts'
import { checkAnchor, readAnchor, type Anchor } from '../state/anchor.ts'
import { proven } from '../state/backup.ts'
import { readManifest, type Manifest } from '../state/manifest.ts'
import { rebuildIndex } from '../state/rebuild-index.ts'
import type { TrailHead } from '../state/trail.ts'
import { verifyTrail } from '../state/verify.ts'
import type { ProgramContext } from './context.ts'

/** Why the next run would refuse this state. */
export interface AdoptReason {
  readonly code: string
  readonly message: string
}

export interface AdoptFacts {
  readonly reasons: readonly AdoptReason[]
  readonly trailEnd: TrailHead
  readonly anchorBefore: Pick<Anchor, 'n' | 'hash' | 'at'> | null
  readonly machineBefore: string | null
}

/**
 * Looks at a state as the next run would. An index that does not fit the trail is made anew on the way.
 * @throws TrailError `TRAIL_BROKEN`: a chain that does not hold cannot be adopted
 */
export const adoptReasons = async (context: ProgramContext): Promise<AdoptFacts> => {
  const { disk, paths } = context
  const { head } = proven(await verifyTrail(disk, paths.trail))
  const reasons: AdoptReason[] = []
  const anchor = await orReason(reasons, () => readAnchor(disk, context.anchorPath))
  if (anchor !== null)
    await orReason(reasons, () => checkAnchor(disk, paths.trail, anchor, head.n).then(() => null))
  const manifest = await orReason(reasons, () => readManifest(disk, paths.manifest))
  if (manifest !== null && isAhead(manifest, head)) reasons.push(manifestAhead(manifest, head))
  if (reasons.some(({ code }) => INDEX_REASONS.includes(code)))
    await rebuildIndex({ disk, paths, onProgress: () => undefined })
  const machines = await readMachines(context)
  if (machines.isOther) reasons.push(otherMachine)
  const anchorBefore = anchor === null ? null : { n: anchor.n, hash: anchor.hash, at: anchor.at }
  return { reasons, trailEnd: head, anchorBefore, machineBefore: machines.known }
}

const INDEX_REASONS = ['STATE_UNREADABLE', 'MANIFEST_AHEAD_OF_TRAIL']

const isAhead = (manifest: Manifest, head: TrailHead): boolean =>
  manifest.n > head.n || (manifest.n === head.n && manifest.hash !== head.hash)

const manifestAhead = (manifest: Manifest, head: TrailHead): AdoptReason => ({
  code: 'MANIFEST_AHEAD_OF_TRAIL',
  message: `the index stands for line ${manifest.n} of the trail, which ends at line ${head.n}`,
})

const otherMachine: AdoptReason = {
  code: 'STATE_OF_ANOTHER_MACHINE',
  message: 'this state comes from another machine',
}

/** A trail error is a reason to adopt; any other one goes on. */
const orReason = async <Value>(
  reasons: AdoptReason[],
  work: () => Promise<Value | null>,
): Promise<Value | null> => {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof TrailError)) throw error
    const { code, message }: MlError = error
    reasons.push({ code, message })
    return null
  }
}

/** The machine that the state knows; a store that is opened as a run would open it says whether that is this one. */
const readMachines = async (
  context: ProgramContext,
): Promise<{ readonly known: string | null; readonly isOther: boolean }> => {
  const store = await context.openStore({ mode: 'read', run: context.newRunId(), adopt: true })
  const id = store.facts('machine')?.id
  await store.close()
  const known = typeof id === 'string' ? id : null
  return { known, isOther: known !== null && known !== context.machine }
}
