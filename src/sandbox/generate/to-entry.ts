import type { EntryLine, EntryMoney, EntryTag, LedgerEntry } from '../airbase/records.ts'
import { converted, decimalText, type WorldCurrency } from './decimal-text.ts'
import { totalOf, type Draft, type DraftLine, type DraftTag } from './draft.ts'

/** The prefunded account from which Airbase pays; recorded rows hold one constant of sixteen characters. */
export const creditMode = 'prefunded_wallet'

const currencies = {
  USD: { erp_reference_id: 'USD', iso_code: 'USD' },
  EUR: { erp_reference_id: 'EUR', iso_code: 'EUR' },
  JPY: { erp_reference_id: 'JPY', iso_code: 'JPY' },
  KWD: { erp_reference_id: 'KWD', iso_code: 'KWD' },
} as const satisfies Record<WorldCurrency, unknown>

const noCurrency = { erp_reference_id: '', iso_code: '' }
const noTags: readonly EntryTag[] = []

/** The draft in the vendor's shape, null where the vendor's rows are null. */
export function toEntry(draft: Draft): LedgerEntry {
  const link = `https://dashboard.airbase.example/accounting/transactions/${draft.airbaseId}`
  const entryDate = `${draft.date}T${draft.time}`
  const dates = draft.amortised
  return {
    id: draft.airbaseId,
    airbase_id: draft.airbaseId,
    erp_reference_id: null,
    erp_url: null,
    url: link,
    airbase_url: link,
    type: draft.type,
    status: draft.status,
    error_message: '',
    spend_owner: draft.owner && { name: draft.owner.name, email: draft.owner.email },
    subsidiary: { erp_reference_id: draft.company.subsidiary, name: draft.company.name },
    credit_mode: creditMode,
    vendor: draft.vendor,
    employee: draft.employee && { name: draft.employee.name, email: draft.employee.email },
    invoice_number: draft.invoiceNumber,
    bank_account: draft.bankAccount,
    ap_account: draft.apAccount,
    applied_to: draft.appliedTo && [draft.appliedTo],
    receipt_link: draft.receipt,
    entry_date: entryDate,
    payment_entry_date: draft.paidAtOnce ? entryDate : null,
    currency: draft.withoutCurrency ? noCurrency : currencies[draft.currency],
    total_amount: draft.totalText ?? decimalText(totalOf(draft), draft.currency),
    transaction_tags: tagsOf(draft.headerTags),
    notes: draft.notes,
    is_amortized: draft.amortisationAccount !== null,
    amortization_account: draft.amortisationAccount,
    amortization_start_date: dates && `${dates.start}T00:00:00`,
    amortization_end_date: dates && `${dates.end}T00:00:00`,
    expense_list: draft.lines.map((line, index) => toLine(line, index + 1, draft.currency)),
    amounts: amountsOf(draft),
    ...draft.patch,
  }
}

const toLine = (line: DraftLine, lineNumber: number, currency: WorldCurrency): EntryLine => ({
  line_number: lineNumber,
  receipt_link: null,
  account: line.account,
  amount: line.text ?? decimalText(line.minor, currency),
  tags: tagsOf(line.tags),
  description: line.description,
  amortization_start_date: line.amortised ? `${line.amortised.start}T00:00:00` : null,
  amortization_end_date: line.amortised ? `${line.amortised.end}T00:00:00` : null,
})

const tagsOf = (tags: readonly DraftTag[]): readonly EntryTag[] =>
  tags.length === 0
    ? noTags
    : tags.map(({ label, value, name }) => ({ erp_reference_id: value, type_label: label, name }))

function amountsOf(draft: Draft): LedgerEntry['amounts'] {
  const money = (minor: number, currency: WorldCurrency): EntryMoney => ({
    amount: decimalText(minor, currency),
    currency: draft.withoutCurrency ? noCurrency : currencies[currency],
  })
  const total = totalOf(draft)
  const exact = money(total, draft.currency)
  const own = draft.totalText === undefined ? exact : { ...exact, amount: draft.totalText }
  const { settlement, purchase, company } = draft
  const paid = typeof settlement === 'object' ? money(settlement.minor, settlement.currency) : own
  return {
    amount: own,
    transaction_amount: purchase ? money(purchase.minor, purchase.currency) : own,
    settlement_amount: settlement === 'none' ? null : paid,
    subsidiary_amount: money(converted(total, draft.currency, company.currency), company.currency),
  }
}
