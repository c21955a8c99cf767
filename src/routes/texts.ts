import type { FlowContext } from '../contract/route.ts'
import { formatMoney } from '../model/money.ts'
import type { Spend } from '../model/spend.ts'

/** Default templates of the texts that finance reads. */
export const TEXTS = {
  invoice: '{source} {number} {owner}',
  card: '{merchant} {owner} {date} {original}',
  payment: '{source} {trace} {method} {invoice}',
  voucher: '{source} {kind} {memo}',
} as const

/** Fills a template; what is unknown is left out, and double blanks with it. */
export const fillText = (template: string, context: FlowContext, spend: Spend, extra: Readonly<Record<string, string>> = {}): string => {
  const values: Readonly<Record<string, string>> = {
    source: context.sourceTitle,
    number: spend.number ?? context.trace,
    trace: context.trace,
    owner: spend.owner?.name ?? '',
    merchant: spend.vendor?.name ?? '',
    date: spend.date,
    original: spend.original === null ? '' : formatMoney(spend.original),
    memo: spend.memo ?? '',
    kind: spend.kind,
    ...extra,
  }
  return template
    .replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '')
    .replace(/\s+/g, ' ')
    .trim()
}
