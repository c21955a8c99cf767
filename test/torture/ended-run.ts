import { open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Installation, RouteName } from '../support/installation.ts'
import type { ProgramRun } from '../support/shipped-program.ts'
import { reached, trailBytes, type Moment } from './moment.ts'

export type EndingSignal = 'SIGKILL' | 'SIGTERM' | 'SIGINT'

/** A run that got a signal, or that was done before it. */
export interface EndedRun {
  readonly route: RouteName
  readonly run: ProgramRun
  /** False when it had ended by itself. */
  readonly hit: boolean
  /** Where it was: the event of the last line that it left in the trail. */
  readonly landed: string
}

export const NO_LINE = 'before its first line'

/** Starts a run, and ends it at the moment unless it is done by then; `meanwhile` happens just before. */
export const endRun = async (
  it: Installation,
  route: RouteName,
  { signal, moment, meanwhile }: { readonly signal: EndingSignal; readonly moment: Moment; readonly meanwhile?: (() => Promise<void>) | undefined },
): Promise<EndedRun> => {
  const before = trailBytes(it)
  const started = it.start(['sync', route, '--json'])
  const living = await reached(it, started, moment)
  if (living) await meanwhile?.()
  const sent = living && started.child.kill(signal)
  const run = await started.done
  return { route, run, hit: sent && (signal !== 'SIGKILL' || run.signal === 'SIGKILL'), landed: await lastEventSince(it, before) }
}

/** The last line's event; `(torn)` when half a line follows it. */
const lastEventSince = async (it: Installation, before: number): Promise<string> => {
  const grown = trailBytes(it) - before
  if (grown <= 0) return NO_LINE
  const text = await tailOf(join(it.state, 'trail'), grown)
  const lines = text.split('\n')
  const torn = lines.pop() === '' ? '' : ' (torn)'
  const last = lines.at(-1)
  return last === undefined ? `${NO_LINE}${torn}` : `${(JSON.parse(last) as { readonly event: string }).event}${torn}`
}

const tailOf = async (folder: string, bytes: number): Promise<string> => {
  const newest = (await readdir(folder)).sort().at(-1) ?? ''
  const file = await open(join(folder, newest))
  try {
    const { size } = await file.stat()
    const length = Math.min(bytes, size)
    const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length)
    return buffer.toString('utf8')
  } finally {
    await file.close()
  }
}
