import type { AuditExplainResult, Explained } from '../../services/audit-explain.ts'
import { amountText } from './audit.ts'
import type { Paint } from './paint.ts'
import { printable } from './text.ts'
import { momentText } from './time.ts'

/** What happened to each document with a number, in sentences, and what is next. */
export const renderExplain = ({ documents, more }: AuditExplainResult, paint: Paint): string =>
  [
    ...documents.map((document) => explainText(document, paint)),
    more === 0 ? '' : `… and ${more} more with this number.`,
  ]
    .filter((block) => block !== '')
    .join('\n\n')

const explainText = (document: Explained, paint: Paint): string => {
  const head = `${paint.strong(printable(document.number))}${printable(whose(document))}: `
  const { id, flow, route } = document
  const tail = `  ${id}, ${flow} of ${route}; ml-connector audit show ${id}`
  const sentences = [`${head}${printable(happened(document))}`, conflictText(document), next(document)]
  return [...sentences.filter((line) => line !== ''), paint.dim(tail)].join('\n')
}

/** ` of vendor US-101, 1 250.50 EUR, usmf`. */
const whose = ({ party, amount, legalEntity }: Explained): string => {
  const facts = [amountText(amount), legalEntity].filter((fact) => fact !== null)
  return `${party === null ? '' : ` of vendor ${party}`}${facts.map((fact) => `, ${fact}`).join('')}`
}

const happened = (document: Explained): string => {
  const { state, reason, since, target } = document
  const because = reason === null ? '' : ` because ${reason.message}`
  const aside = reason === null ? '' : ` (${stripStop(reason.message)})`
  switch (state) {
    case 'ready':
      return `ready since ${momentText(since)}, not yet sent to ${target}.`
    case 'sending':
    case 'in-doubt':
      return `in doubt since ${momentText(since)}: it is not known whether ${target} took it${aside}.`
    case 'parked':
      return `parked since ${momentText(since)}${because}${until(document)}.`
    case 'written':
      return `${writtenText(document)}, not yet posted in ${target}; ${toldText(document)}.`
    case 'booked':
      return `${writtenText(document)}, posted in ${target}${voucherText(document)}; ${toldText(document)}.`
    case 'withdrawn':
      return `was ${writtenText(document)}, and is no longer in ${target} since ${momentText(since)}.`
    case 'skipped':
      return `ended on ${momentText(since)} without a write by us${because}.`
  }
}

const until = ({ reason }: Explained): string =>
  reason === null || reason.remedy === '' ? '' : `: ${stripStop(reason.remedy)}`

const stripStop = (text: string): string => text.replace(/\.$/, '')

const placeText = ({ form, link }: Explained): string => {
  if (link === null) return 'the target'
  const kind =
    form === null
      ? ''
      : form.includes('journal')
        ? 'journal '
        : form.includes('pending')
          ? 'pending invoice '
          : ''
  const lines = link.lines.length === 0 ? '' : `, line ${link.lines.join(', ')}`
  return `${kind}${link.id}${lines}`
}

const writtenText = (document: Explained): string =>
  `written to ${placeText(document)} on ${whenText(document.writtenAt)}`

const voucherText = ({ link }: Explained): string => (link?.voucher ? ` under voucher ${link.voucher}` : '')

const toldText = ({ source, acknowledged, acknowledgedAt }: Explained): string => {
  if (acknowledged === 'done') return `${source} was told on ${whenText(acknowledgedAt)}`
  return acknowledged === 'due' ? `${source} is told with the next sync` : `${source} was not told`
}

const whenText = (at: string | null): string => (at === null ? 'an unknown day' : momentText(at))

const conflictText = ({ conflict, source }: Explained): string =>
  conflict === null ? '' : `But ${source} and the target differ: it was ${conflict}.`

/** The next step, where somebody must take one. */
const next = ({ state, reason, conflict, target }: Explained): string => {
  if (conflict !== null) return reason === null ? '' : `Next: ${reason.remedy}`
  if (state === 'written') return `Next: post it in ${target}.`
  if (state === 'ready') return 'Next: the next sync writes it.'
  const isOpen = state === 'in-doubt' || state === 'sending' || state === 'withdrawn'
  return isOpen && reason !== null ? `Next: ${reason.remedy}` : ''
}
