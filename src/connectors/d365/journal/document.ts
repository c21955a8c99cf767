import type { TargetLink, WriteItem, WriteOutcome, WriteProgress } from '../../../contract/target.ts'
import { RetryableError, UncertainWriteError } from '../../../errors/ml-error.ts'
import type { JsonObject } from '../../../lib/json.ts'
import { present } from '../../../lib/assert.ts'
import type { Problem } from '../../../model/problem.ts'
import { stillValid } from '../dimensions.ts'
import { compareRow, mismatch, type EchoFacts } from '../echo.ts'
import type { DimensionFormats } from '../formats.ts'
import { MARKED_ELSEWHERE, refusalProblems } from '../infolog.ts'
import { numberOf, sameText, textOf, type Row } from '../wire.ts'
import type { JournalBody } from './body.ts'
import { lineKey, readLinesBy, type JournalKit, type JournalPlace } from './kit.ts'
import { linkTo } from './own-lines.ts'
import { postLine } from './post-line.ts'
import { removeOwnLines } from './remove.ts'

/** What the writing of one document shares. */
export interface WriteContext {
  readonly kit: JournalKit
  readonly formats: DimensionFormats
  readonly progress: WriteProgress
}

/** How one document ended. */
export type Sent =
  | {
      readonly kind: 'written'
      readonly link: TargetLink
      readonly echo: JsonObject
      readonly vouchers: readonly string[]
    }
  | {
      readonly kind: 'rejected'
      readonly problems: readonly Problem[]
      /** Vouchers that its lines had before they were taken out again. */
      readonly vouchers: readonly string[]
    }
  | { readonly kind: 'partial'; readonly problem: Problem; readonly link: TargetLink | null }

/** The outcome that the engine is told. A refusal that ends by itself, once another payment is posted, waits. */
export const outcomeOf = (sent: Sent): WriteOutcome => {
  if (sent.kind === 'written') return { kind: 'written', link: sent.link, echo: sent.echo }
  if (sent.kind === 'partial') return sent
  return { kind: 'rejected', problems: sent.problems, waits: sent.problems.every(endsByItself) }
}

const endsByItself = (problem: Problem): boolean => problem.code === MARKED_ELSEWHERE

export interface DocumentToSend {
  readonly item: WriteItem
  readonly body: JournalBody
  readonly place: JournalPlace
  /** Line number of each line of the body. */
  readonly lines: readonly number[]
  /** Rows that are there already and equal the body, by line number. */
  readonly present: ReadonlyMap<number, Row>
  /** Vouchers of the documents before it in this journal, also of those that were taken out again. */
  readonly earlierVouchers: ReadonlySet<string>
}

/**
 * Sends the missing lines of one document in sequence and compares each echo. A refusal or a wrong echo takes
 * the document's lines out again.
 * @throws UncertainWriteError when it may be there, in whole or in part
 */
export const sendDocument = async (context: WriteContext, document: DocumentToSend): Promise<Sent> => {
  await context.progress.sending([document.item.id])
  const echoes = new Map(document.present)
  const facts: EchoFacts[] = []
  try {
    const problems = await sendLines(context, document, echoes, facts)
    if (problems.length === 0) return written(context, document, echoes, facts)
    return await takeBack(context, document, echoes, problems)
  } catch (error) {
    // Nothing of the failed request was written, but lines before it were: together that is a doubt.
    if (error instanceof RetryableError && echoes.size > 0) throw interrupted(document, error)
    throw error
  }
}

const sendLines = async (
  context: WriteContext,
  document: DocumentToSend,
  echoes: Map<number, Row>,
  facts: EchoFacts[],
): Promise<readonly Problem[]> => {
  const { kit } = context
  for (const [at, line] of document.body.lines.entries()) {
    const lineNumber = present(document.lines[at], 'a line number')
    const where = `lines[${at}]`
    if (!echoes.has(lineNumber)) {
      const answer = await postLine(kit, document.place, lineNumber, line)
      if (answer.kind === 'refused') return refusalProblems(answer.refusal, where)
      const sent = { ...lineKey(document.place, lineNumber), ...line }
      const dates = { yearEnd: document.body.yearEnd ?? null }
      const echo = compareRow(sent, answer.row, { formats: context.formats, where, dates })
      if (answer.existed && echo.problems.length > 0) return [taken(document.place, lineNumber)]
      echoes.set(lineNumber, answer.row)
      facts.push(echo)
      const voucher = await voucherProblem(kit, document, { echoes, row: answer.row, where })
      const wrong = voucher === null ? echo.problems : [...echo.problems, voucher]
      if (wrong.length > 0) return wrong
    }
    const problem =
      kit.afterLine === null ? null : await kit.afterLine(document.place, lineNumber, document.body)
    if (problem !== null) return [problem]
  }
  return []
}

interface Answered {
  readonly echoes: ReadonlyMap<number, Row>
  readonly row: Row
  readonly where: string
}

/** One document, one voucher: the same on all its lines, and not that of another document. */
const voucherProblem = async (
  kit: JournalKit,
  document: DocumentToSend,
  { echoes, row, where }: Answered,
): Promise<Problem | null> => {
  const voucher = textOf(row, 'Voucher')
  const [first = ''] = vouchersOf(echoes)
  if (voucher === '') return mismatch(where, 'Voucher', 'a new number', '')
  if (voucher !== first) return mismatch(where, 'Voucher', first, voucher)
  const isKnown = echoes.size === 1 && document.earlierVouchers.has(voucher)
  return isKnown && (await isShared(kit, document, voucher))
    ? mismatch(where, 'Voucher', 'a new number', voucher)
    : null
}

/** A series may give out again what a removed voucher set free: what counts is whether others stand under it. */
const isShared = async (kit: JournalKit, document: DocumentToSend, voucher: string): Promise<boolean> => {
  const { company, journal } = document.place
  const rows = await readLinesBy(kit, company, 'Voucher', [voucher])
  return rows.some(
    (row) =>
      sameText(textOf(row, 'Voucher'), voucher) &&
      !(
        textOf(row, 'JournalBatchNumber') === journal &&
        document.lines.includes(numberOf(row, 'LineNumber') ?? 0)
      ),
  )
}

const vouchersOf = (echoes: ReadonlyMap<number, Row>): readonly string[] =>
  [...echoes.values()].map((row) => textOf(row, 'Voucher'))

const takeBack = async (
  context: WriteContext,
  document: DocumentToSend,
  echoes: ReadonlyMap<number, Row>,
  problems: readonly Problem[],
): Promise<Sent> => {
  const { place, body } = document
  const problem = await removeOwnLines(context.kit, { place, body, echoes })
  if (problem === null) return { kind: 'rejected', problems, vouchers: vouchersOf(echoes) }
  const because = {
    ...problem,
    message: `${problem.message}; it was taken back because ${problems[0]?.message ?? ''}`,
  }
  return { kind: 'partial', problem: because, link: linkOf(context, document, echoes) }
}

const written = (
  context: WriteContext,
  document: DocumentToSend,
  echoes: ReadonlyMap<number, Row>,
  facts: readonly EchoFacts[],
): Sent => {
  const link = linkOf(context, document, echoes)
  const voucher = present(link.voucher, 'the voucher of a written document')
  const adjusted: JsonObject = Object.assign({}, ...facts.map((fact) => fact.adjusted))
  const added = facts.map((fact) => fact.added).filter((fields) => Object.keys(fields).length > 0)
  const echo = { journal: document.place.journal, lines: [...document.lines], voucher, adjusted, added }
  return { kind: 'written', link, echo, vouchers: [voucher] }
}

const linkOf = (
  context: WriteContext,
  document: DocumentToSend,
  echoes: ReadonlyMap<number, Row>,
): TargetLink => {
  const rows = [...echoes.entries()].toSorted(([left], [right]) => left - right).map(([, row]) => row)
  return linkTo(context.kit, document.body.company, { journal: document.place.journal, posted: false, rows })
}

/** Strings that were built for another format would be read as other dimensions, silently (contract 4.3). */
export const changedFormat = (
  body: Pick<JournalBody, 'formats'>,
  formats: DimensionFormats,
): Problem | null => {
  const kinds = ['ledger', 'default'] as const
  const changed = kinds.find((kind) => !stillValid(body.formats[kind], formats[kind]))
  if (changed === undefined) return null
  return {
    code: 'DIMENSION_FORMAT_CHANGED',
    field: 'dimensions',
    value: formats[changed].segments.join(formats[changed].delimiter),
    message: `the active ${changed} dimension format of D365 has changed since this document was prepared`,
    remedy: 'Check the new format with finance, then replay the document.',
  }
}

const taken = (place: JournalPlace, lineNumber: number): Problem => ({
  code: 'JOURNAL_CHANGED',
  field: 'target',
  value: place.journal,
  message: `line ${lineNumber} of our journal ${place.journal} was written by someone else`,
  remedy: 'Leave journals of this program alone until they are whole, then replay the document.',
})

const interrupted = (document: DocumentToSend, cause: RetryableError) =>
  new UncertainWriteError(
    `journal ${document.place.journal} holds a part of ${document.body.trace}: ${cause.message}`,
    {
      code: 'D365_INTERRUPTED',
      hint: 'Nothing to do: the next run completes it.',
      cause,
    },
  )
