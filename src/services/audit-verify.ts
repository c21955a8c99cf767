import { join } from 'node:path'
import { TrailError } from '../errors/ml-error.ts'
import { checkAnchor, readAnchor, type Anchor } from '../state/anchor.ts'
import { verifyTrail, type BrokenAt, type TornTail } from '../state/verify.ts'
import type { ProgramContext } from './context.ts'

export interface AuditVerifyInput {
  /** Called now and then with the lines that hold so far. */
  readonly onProgress?: (lines: number) => void
}

export interface AuditVerifyResult {
  readonly ok: boolean
  /** Lines that hold. */
  readonly lines: number
  readonly files: readonly string[]
  readonly bytes: number
  /** First place where the chain does not hold. */
  readonly brokenAt: BrokenAt | null
  /** What a crash left of a last line; the next writer cuts it. */
  readonly torn: TornTail | null
  readonly anchor: {
    /** `none`: no run has ended yet. */
    readonly state: 'held' | 'none' | 'not-checked' | 'broken'
    readonly n: number | null
    readonly at: string | null
    readonly code: string | null
    readonly message: string | null
    readonly hint: string | null
  }
  readonly head: { readonly n: number; readonly hash: string } | null
  readonly seconds: number
  readonly megabytesPerSecond: number
  readonly exitCode: 0 | 10
}

/** Walks the whole chain and holds it against the anchor. Opens no state, needs no key, takes no lock. */
export const auditVerify = async (
  context: ProgramContext,
  input: AuditVerifyInput = {},
): Promise<AuditVerifyResult> => {
  const { disk, paths, clock } = context
  const startedAt = clock.elapsed()
  const verdict = await verifyTrail(disk, paths.trail, {
    onProgress: ({ lines }) => input.onProgress?.(lines),
  })
  const seconds = (clock.elapsed() - startedAt) / 1000
  const anchor = verdict.ok ? await anchorState(context, verdict.head.n) : notChecked
  const ok = verdict.ok && anchor.state !== 'broken'
  const bytes = verdict.ok ? verdict.bytes : await bytesUntil(context, verdict.files, verdict.brokenAt)
  return {
    ok,
    lines: verdict.lines,
    files: verdict.files,
    bytes,
    brokenAt: verdict.ok ? null : verdict.brokenAt,
    torn: verdict.ok ? verdict.torn : null,
    anchor,
    head: verdict.ok ? verdict.head : null,
    seconds,
    megabytesPerSecond: seconds === 0 ? 0 : Math.round(bytes / 1e4 / seconds) / 100,
    exitCode: ok ? 0 : 10,
  }
}

type AnchorState = AuditVerifyResult['anchor']

const noted = (state: AnchorState['state'], anchor: Anchor | null): AnchorState => ({
  state,
  n: anchor?.n ?? null,
  at: anchor?.at ?? null,
  code: null,
  message: null,
  hint: null,
})

const notChecked = noted('not-checked', null)

const anchorState = async (context: ProgramContext, headN: number): Promise<AnchorState> => {
  let anchor: Anchor | null = null
  try {
    anchor = await readAnchor(context.disk, context.anchorPath)
    if (anchor === null) return noted('none', null)
    await checkAnchor(context.disk, context.paths.trail, anchor, headN)
    return noted('held', anchor)
  } catch (error) {
    if (!(error instanceof TrailError)) throw error
    return { ...noted('broken', anchor), ...told(error) }
  }
}

const told = ({ code, message, hint }: TrailError) => ({ code, message, hint: hint ?? null })

/** What was read before the break. */
const bytesUntil = async (
  { disk, paths }: ProgramContext,
  files: readonly string[],
  at: BrokenAt,
): Promise<number> => {
  let bytes = at.byte
  for (const file of files)
    if (file < at.file) bytes += (await disk.size(join(paths.trail, `${file}.jsonl`))) ?? 0
  return bytes
}
