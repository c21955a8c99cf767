import type { TargetLink, WriteItem, WriteOutcome, WriteProgress } from '../../../contract/target.ts'
import { RetryableError, UncertainWriteError } from '../../../errors/ml-error.ts'
import { assert } from '../../../lib/assert.ts'
import type { Problem } from '../../../model/problem.ts'
import { compareEcho, mismatch, type EchoFacts } from '../echo.ts'
import { refusalProblems, type Refusal } from '../infolog.ts'
import { readPendingBody, type PendingBody } from '../invoices/body.ts'
import { PENDING_LINE_FIELDS, readPendingLines } from '../invoices/picture.ts'
import { pendingLink } from '../invoices/sightings.ts'
import { changedFormat } from '../journal/document.ts'
import type { JournalKit } from '../journal/kit.ts'
import { numberOf, textOf, type Row } from '../wire.ts'
import { release } from './release.ts'
import { removePending, type PendingEchoes } from './remove.ts'
import { headerSent, judgePending, readPending, type PendingContext, type PendingRows } from './standing.ts'

/** Writes one pending invoice, or completes the one that is there in part. */
const writePending = async (
  kit: JournalKit,
  item: WriteItem,
  progress: WriteProgress,
): Promise<void> => {
  const formats = await kit.formats()
  const body = readPendingBody(item.body)
  const context = { kit, formats, body }
  const stale = changedFormat(body, formats)
  const standing =
    item.found.kind === 'ours' ? await readPending(kit, body.company, item.found.link.id) : null
  if (
    item.found.kind === 'ours' &&
    (stale !== null || standing === null || !canComplete(context, standing))
  ) {
    const problem = stale ?? notAsSent(body, item.found.link)
    return progress.outcome(item.id, { kind: 'partial', problem, link: item.found.link })
  }
  if (stale !== null) return progress.outcome(item.id, { kind: 'rejected', problems: [stale] })
  await progress.sending([item.id])
  progress.outcome(item.id, await sendPending(context, standing))
}

const canComplete = ({ body, formats }: PendingContext, standing: PendingRows): boolean =>
  judgePending(body, standing, formats) !== 'other'

const sendPending = async (context: PendingContext, standing: PendingRows | null): Promise<WriteOutcome> => {
  const { kit, body, formats } = context
  const facts: EchoFacts[] = []
  let header = standing?.header ?? null
  if (header === null) {
    const answer = await kit.api.create('VendorInvoiceHeaders', body.header)
    if (answer.kind === 'refused')
      return { kind: 'rejected', problems: refusalProblems(answer.refusal, 'header') }
    header = answer.row
  }
  const reference = textOf(header, 'HeaderReference')
  const link = pendingLink(kit, textOf(header, 'dataAreaId').toLowerCase(), reference)
  // What stood there before was compared with what was sent: it is ours as if we had just written it.
  const echoes: PendingEchoes = { header, lines: byNumber(standing?.lines ?? []) }
  try {
    const echo = compareEcho(standing ? headerSent(body) : body.header, header, formats, 'header')
    facts.push(echo)
    const problems =
      reference === '' ? [mismatch('header', 'HeaderReference', 'a new number', '')] : [...echo.problems]
    if (problems.length === 0) problems.push(...(await sendLines(context, reference, echoes.lines)))
    if (problems.length === 0) problems.push(...(await checkAndRelease(context, reference, facts)))
    if (problems.length > 0) return await takeBack(context, link, echoes, problems)
  } catch (error) {
    // The header is there: what stopped the rest leaves a doubt.
    if (error instanceof RetryableError) throw interrupted(body, reference, error)
    throw error
  }
  const adjusted = Object.assign({}, ...facts.map((fact) => fact.adjusted)) as Readonly<
    Record<string, string>
  >
  const added = facts.map((fact) => fact.added).filter((fields) => Object.keys(fields).length > 0)
  return { kind: 'written', link, echo: { headerReference: reference, adjusted, added, released: body.hold } }
}

const byNumber = (rows: readonly Row[]): Map<number, Row> =>
  new Map(rows.map((row) => [numberOf(row, 'InvoiceLineNumber') ?? 0, row]))

/** Posts the missing lines in sequence, compares each echo and keeps it. */
const sendLines = async (
  context: PendingContext,
  reference: string,
  echoes: Map<number, Row>,
): Promise<readonly Problem[]> => {
  const { kit, body, formats } = context
  for (const [at, line] of body.lines.entries()) {
    const number = numberOf(line, 'InvoiceLineNumber') ?? 0
    if (echoes.has(number)) continue
    const where = `lines[${at}]`
    const answer = await postLine(kit, { dataAreaId: body.company, HeaderReference: reference, ...line })
    if (answer.kind === 'refused') return refusalProblems(answer.refusal, where)
    const { problems } = compareEcho({ dataAreaId: body.company, ...line }, answer.row, formats, where)
    // A row that was there and is not what we send is another hand's: without an echo it is left alone.
    if (answer.existed && problems.length > 0) return [taken(reference, number)]
    echoes.set(number, answer.row)
    if (problems.length > 0) return problems
  }
  return []
}

const taken = (reference: string, number: number): Problem => ({
  code: 'CONTENT_DIFFERS',
  field: 'target',
  value: reference,
  message: `line ${number} of our pending invoice ${reference} was written by someone else`,
  remedy: 'Leave invoices on hold alone until they are released, then replay the document.',
})

type LineAnswer =
  | { readonly kind: 'done'; readonly row: Row; readonly existed: boolean }
  | { readonly kind: 'refused'; readonly refusal: Refusal }

/** A line that is there already is read back, for its echo to be compared; a conflict is tried once more. */
const postLine = async (kit: JournalKit, line: Row): Promise<LineAnswer> => {
  const first = await kit.api.create('VendorInvoiceLines', line)
  if (first.kind === 'done') return { ...first, existed: false }
  if (first.refusal.kind !== 'exists' && first.refusal.kind !== 'conflict') return first
  const key = {
    dataAreaId: textOf(line, 'dataAreaId'),
    HeaderReference: textOf(line, 'HeaderReference'),
    InvoiceLineNumber: numberOf(line, 'InvoiceLineNumber') ?? 0,
  }
  const row = await kit.api.row('VendorInvoiceLines', key, PENDING_LINE_FIELDS)
  if (row !== null) return { kind: 'done', row, existed: true }
  const second = await kit.api.create('VendorInvoiceLines', line)
  return second.kind === 'done' ? { ...second, existed: false } : second
}

/** Reads all lines back, compares them with what was sent, and only then lets the invoice go. */
const checkAndRelease = async (
  context: PendingContext,
  reference: string,
  facts: EchoFacts[],
): Promise<readonly Problem[]> => {
  const { kit, body, formats } = context
  const rows = await readPendingLines(kit, body.company, [reference])
  if (rows.length !== body.lines.length) return [mismatch('lines', 'count', body.lines.length, rows.length)]
  for (const [at, line] of body.lines.entries()) {
    const row = rows.find(
      (candidate) => numberOf(candidate, 'InvoiceLineNumber') === line['InvoiceLineNumber'],
    )
    const echo = compareEcho(line, row ?? {}, formats, `lines[${at}]`)
    if (echo.problems.length > 0) return echo.problems
    facts.push(echo)
  }
  return body.hold ? release(context, reference) : []
}

const takeBack = async (
  context: PendingContext,
  link: TargetLink,
  echoes: PendingEchoes,
  problems: readonly Problem[],
): Promise<WriteOutcome> => {
  const company = link.legalEntity ?? context.body.company
  const left = await removePending(context, { company, reference: link.id }, echoes)
  if (left === null) return { kind: 'rejected', problems }
  const because = {
    ...left,
    message: `${left.message}; it was taken back because ${problems[0]?.message ?? ''}`,
  }
  return { kind: 'partial', problem: because, link }
}

const notAsSent = (body: PendingBody, link: TargetLink): Problem => ({
  code: 'CONTENT_DIFFERS',
  field: 'target',
  value: link.id,
  message: `pending invoice ${link.id} is ours (${body.trace}), but gone or not what was sent`,
  remedy: 'Complete or remove it in D365, then settle it with `audit resolve`.',
})

const interrupted = (body: PendingBody, reference: string, cause: RetryableError) =>
  new UncertainWriteError(`pending invoice ${reference} holds a part of ${body.trace}: ${cause.message}`, {
    code: 'D365_INTERRUPTED',
    hint: 'Nothing to do: the next run completes it.',
    cause,
  })

/** Writes the invoices of a chunk one after the other; each stands alone. */
export const writePendingChunk = async (
  kit: JournalKit,
  items: readonly WriteItem[],
  progress: WriteProgress,
): Promise<void> => {
  assert(
    items.every((item) => item.lines.length <= 1),
    'a pending invoice is in no container',
  )
  for (const item of items) if (!progress.stopping()) await writePending(kit, item, progress)
}
