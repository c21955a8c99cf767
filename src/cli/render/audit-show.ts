import type { AuditShowResult, SealedContent, ShownStep } from '../../services/audit-show.ts'
import { amountText } from './audit.ts'
import { renderKeyValues } from './key-values.ts'
import type { Paint } from './paint.ts'
import { printable } from './text.ts'
import { momentText } from './time.ts'

/** One document's journey for people, oldest first. */
export const renderShow = (shown: AuditShowResult, paint: Paint): string =>
  [
    `${paint.strong(printable(shown.number))} (${shown.id})`,
    renderKeyValues(standing(shown)),
    sealedBlock('Source record', shown.content, paint),
    sealedBlock('What was sent', shown.sent, paint),
    cameBack(shown, paint),
    journey(shown, paint),
    shown.personal ? '' : paint.dim('Names, addresses and notes are hidden: --personal shows them.'),
  ]
    .filter((block) => block !== '')
    .join('\n\n')

const standing = (shown: AuditShowResult): readonly (readonly [string, string | number | null])[] => {
  const { target, reason } = shown
  return [
    ['State', shown.conflict === null ? shown.state : `${shown.state}, in conflict`],
    ['Because', reason === null ? null : `${reason.message} (${reason.code})`],
    ['What to do', reason === null || reason.remedy === '' ? null : reason.remedy],
    ['Route', `${shown.route}, ${shown.flow}`],
    ['Amount', amountText(shown.amount)],
    ['Company', shown.legalEntity],
    ['Vendor', shown.party],
    ['Posting date', shown.postingDate],
    ['In the source', `${shown.identity.connection} ${shown.identity.kind} ${shown.identity.ref}`],
    ['', shown.sourceUrl],
    ['In the target', target === null ? null : placeText(target)],
    ['', target?.url ?? null],
    ['Voucher', target?.voucher ?? null],
    ['Source was told', shown.acknowledged],
    ['Mapping version', shown.mapping],
  ]
}

const placeText = ({ id, legalEntity, lines }: NonNullable<AuditShowResult['target']>): string =>
  [legalEntity, id, lines.length === 0 ? null : `line ${lines.join(', ')}`]
    .filter((part) => part !== null)
    .join(' ')

const sealedBlock = (title: string, { state, at, value }: SealedContent, paint: Paint): string => {
  if (state === 'none') return ''
  const head = paint.strong(`${title}, ${momentText(at ?? '')}`)
  if (value === null) return `${head}\n  erased after retention`
  return `${head}\n${indented(renderKeyValues(leavesOf(value, '')))}`
}

type Value = NonNullable<SealedContent['value']>[string]

/** `lines[0].account  605110` for each value; what is empty is left out. */
const leavesOf = (value: Value, path: string): readonly (readonly [string, string | number])[] => {
  if (value === null || value === undefined || value === '') return []
  if (typeof value !== 'object') return [[path, typeof value === 'number' ? value : String(value)]]
  const name = (key: string) =>
    Array.isArray(value) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner as Value, name(key)))
}

const cameBack = ({ cameBack: answers }: AuditShowResult, paint: Paint): string => {
  if (answers.length === 0) return ''
  const lines = answers.map(({ at, event, facts }) => `  ${momentText(at)}  ${event}  ${factsText(facts)}`)
  return [paint.strong('What came back'), ...lines].join('\n')
}

const journey = ({ journey: steps, cut }: AuditShowResult, paint: Paint): string => {
  const lines = steps.map((step) => `  ${stepText(step)}`)
  return [paint.strong('Journey'), ...(cut ? ['  … older events are left out'] : []), ...lines].join('\n')
}

const stepText = ({ n, at, run, event, state, reason, message, mapping }: ShownStep): string => {
  const became = event === state ? event : `${event} → ${state}`
  const why = reason === null ? '' : `  ${reason}: ${message ?? ''}`
  return printable(`${momentText(at)}  line ${n}  ${run}  ${became}  (mapping ${mapping})${why}`)
}

const factsText = (facts: ShownStep['facts']): string =>
  printable(
    Object.entries(facts)
      .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
      .join(', '),
  )

const indented = (text: string): string =>
  printable(text, { lines: true })
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n')
