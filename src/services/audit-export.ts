import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { stringify } from 'csv-stringify/sync'
import { UsageError } from '../errors/ml-error.ts'
import { isoTime } from '../lib/clock.ts'
import { readLinesFrom } from '../state/trail-reader.ts'
import { fromMoment, untilMoment } from './audit-dates.ts'
import { EXPORT_COLUMNS } from './audit-export-columns.ts'
import { exportRow, safeCell, type ExportRow } from './audit-export-row.ts'
import type { ProgramContext } from './context.ts'

export interface AuditExportInput {
  /** First and last day (UTC), or times; in the words of the command line. */
  readonly from: string
  readonly to: string
  readonly format: 'csv' | 'json'
  /** A file that only its owner can read; `stream` without it. */
  readonly output?: string | undefined
  /** Where the events go without a file. */
  readonly stream: Writable
  readonly onProgress?: (events: number) => void
}

export interface AuditExportResult {
  readonly format: 'csv' | 'json'
  readonly from: string
  /** The first moment that is no longer part of it. */
  readonly until: string
  readonly events: number
  readonly output: string | null
  /** False when whoever read the events stopped before their end, as `head` does. */
  readonly complete: boolean
}

const FILE_MODE = 0o600
const EVENTS_PER_WRITE = 200

/** Writes every event of documents in a period, oldest first. Holds a bounded number of them in memory. */
export const auditExport = async (
  context: ProgramContext,
  input: AuditExportInput,
): Promise<AuditExportResult> => {
  const period = { from: fromMoment('from', input.from), until: untilMoment('to', input.to) }
  if (period.until <= period.from) {
    throw new UsageError(`--to ${input.to} is before --from ${input.from}`, {
      code: 'USAGE_PERIOD',
      hint: 'Both days belong to the period: --from 2026-11-01 --to 2026-11-30.',
    })
  }
  const output = input.output === undefined ? null : resolve(input.output)
  const progress = { events: 0 }
  const write = (stream: Writable) => writeEvents(context, stream, { ...input, ...period, progress })
  const complete = output === null ? await untilClosed(write(input.stream)) : await intoFile(output, write)
  const { events } = progress
  return {
    format: input.format,
    from: isoTime(period.from),
    until: isoTime(period.until),
    events,
    output,
    complete,
  }
}

/** Whoever reads may stop at any time: that is an end, and no failure. */
const untilClosed = async (written: Promise<void>): Promise<boolean> => {
  try {
    await written
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EPIPE') return false
    throw error
  }
}

/** The new file or the old one, never a part: it gets its name when it is whole. */
const intoFile = async (path: string, write: (stream: Writable) => Promise<void>): Promise<true> => {
  const temporary = `${path}.new`
  await rm(temporary, { force: true })
  const file = createWriteStream(temporary, { mode: FILE_MODE, flags: 'wx' })
  // A failure is thrown by the write that meets it; without a listener it would end the process.
  file.on('error', () => undefined)
  try {
    await write(file)
    file.end()
    await finished(file)
    await rename(temporary, path)
    return true
  } catch (error) {
    file.destroy()
    await rm(temporary, { force: true })
    throw error
  }
}

interface Work extends Pick<AuditExportInput, 'format' | 'onProgress'> {
  readonly from: number
  readonly until: number
  /** Grows with each event that was handed on. */
  readonly progress: { events: number }
}

const writeEvents = async (context: ProgramContext, stream: Writable, work: Work): Promise<void> => {
  const { progress } = work
  const send = senderTo(stream)
  let gathered: ExportRow[] = []
  const flush = async () => {
    await send(work.format === 'csv' ? csvLines(gathered) : jsonLines(gathered))
    progress.events += gathered.length
    gathered = []
    work.onProgress?.(progress.events)
  }
  if (work.format === 'csv') await send(stringify([EXPORT_COLUMNS.map(({ name }) => name)]))
  for await (const row of eventsOf(context, work)) {
    if (gathered.push(row) >= EVENTS_PER_WRITE) await flush()
  }
  await flush()
}

/**
 * A line stands in the file of its month or, where the clock was set back, in a later one; never in an
 * earlier one.
 */
async function* eventsOf({ disk, paths }: ProgramContext, { from, until }: Work): AsyncGenerator<ExportRow> {
  const first = { file: isoTime(from).slice(0, 7), offset: 0 }
  for await (const { line } of readLinesFrom(disk, paths.trail, first)) {
    const at = Date.parse(line.at)
    if (line.entry !== undefined && at >= from && at < until) yield exportRow(line, line.entry)
  }
}

const csvLines = (rows: readonly ExportRow[]): string =>
  stringify(rows.map((row) => EXPORT_COLUMNS.map(({ name }) => safeCell(row[name]))))

const jsonLines = (rows: readonly ExportRow[]): string =>
  rows.map((row) => `${JSON.stringify(row)}\n`).join('')

/** Hands text on: resolves when the stream takes more, rejects with what broke it, at once or the next time. */
const senderTo = (stream: Writable) => {
  let failure: Error | null = null
  return (text: string): Promise<void> =>
    new Promise((done, failed) => {
      if (failure !== null) return failed(failure)
      const takesMore = stream.write(text, (error) => {
        failure ??= error ?? null
        if (error) failed(error)
        else done()
      })
      if (takesMore) done()
    })
}

/** stdout carries one JSON value under `--json`: the events need a place of their own. */
export const exportNeedsFile = () =>
  new UsageError('--json prints the result, so the events need a file', {
    code: 'EXPORT_NEEDS_FILE',
    hint: 'Add --output <file>; or leave out --json and use --format json for JSON lines.',
  })
