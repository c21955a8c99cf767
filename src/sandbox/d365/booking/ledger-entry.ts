import { activeDelimiter, activeFormat, type DimensionFormat } from '../dimensions/formats.ts'
import { joinSegments } from '../dimensions/segments.ts'
import { type Exact, exactNumber } from '../exact-decimal.ts'
import type { Coding } from '../journals/coding.ts'
import type { System } from '../system.ts'
import { toAccounting } from '../rules/exchange.ts'

/** One signed amount of a voucher on its way into the general ledger. */
export interface Posting {
  readonly coding: Coding
  readonly amount: Exact
  readonly text: string
}

/** A voucher on its way into the general ledger. */
export interface VoucherPosting {
  readonly company: string
  readonly voucher: string
  readonly date: string
  readonly documentDate: string
  readonly documentNumber: string
  /** Batch number of the journal, "" for a pending invoice. */
  readonly journal: string
  readonly category: 'Purch' | 'Vend' | 'Payment' | 'None'
  readonly currency: string
  readonly rate: Exact
  readonly postings: readonly Posting[]
}

/** Writes the entry and its account lines; amounts in both currencies balance exactly. */
export const writeLedgerEntry = (system: System, voucher: VoucherPosting): void => {
  const entries = system.table('GeneralJournalEntryBiEntities')
  const sourceKey = entries.nextRecId
  const number = system.nextNumber(voucher.company, 'ledger entry')
  entries.insert({
    JournalNumber: `${voucher.company.toUpperCase()}-${String(number).padStart(9, '0')}`,
    FiscalCalendarYear: Number(voucher.date.slice(0, 4)),
    Ledger: ledgerRecId(system, voucher.company),
    SourceKey: sourceKey,
    AccountingDate: voucher.date,
    DocumentDate: voucher.documentDate,
    DocumentNumber: voucher.documentNumber,
    JournalCategory: voucher.category,
    LedgerPostingJournal: voucher.journal,
    LedgerPostingJournalDataAreaId: voucher.journal === '' ? '' : voucher.company,
    PostingLayer: 'Current',
    SubledgerVoucher: voucher.voucher,
    SubledgerVoucherDataAreaId: voucher.company,
    CreatedOn: new Date(system.clock.now()).toISOString(),
  })
  const accounting = accountingAmounts(system, voucher)
  voucher.postings.forEach((posting, at) => {
    const lines = system.table('GeneralJournalAccountEntryBiEntities')
    lines.insert({
      SourceKey: lines.nextRecId,
      GeneralJournalEntry: sourceKey,
      LedgerAccount: displayOf(system, voucher.company, posting.coding),
      TransactionCurrencyCode: voucher.currency,
      TransactionCurrencyAmount: exactNumber(posting.amount),
      AccountingCurrencyAmount: exactNumber(accounting[at] ?? 0n),
      IsCredit: posting.amount < 0n ? 'Yes' : 'No',
      Text: posting.text,
    })
  })
}

/** Rounding differences of the conversion go to the last account of the voucher. */
const accountingAmounts = (system: System, voucher: VoucherPosting): readonly Exact[] => {
  const { company, rate } = voucher
  const amounts = voucher.postings.map(({ amount }) => toAccounting(system, company, amount, rate))
  const difference = amounts.reduce((sum, amount) => sum + amount, 0n)
  return amounts.map((amount, at) => (at === amounts.length - 1 ? amount - difference : amount))
}

/** `605140--022-` of an account; a vendor shows as the summary account of the posting profile. */
const displayOf = (system: System, company: string, coding: Coding): string => {
  const account = coding.accountType === 'Ledger' ? coding.account : summaryAccount(system, company, coding)
  const { segments, delimiter } = ledgerFormat(system)
  const valueOf = (name: string) => (name === 'MainAccount' ? account : (coding.dimensions[name] ?? ''))
  return joinSegments(
    segments.map((name) => valueOf(name)),
    delimiter,
  )
}

/** The active ledger format; a voucher is booked without one as well. */
const ledgerFormat = (system: System): DimensionFormat => {
  const formats = system
    .table('DimensionIntegrationFormats')
    .where('DimensionFormatType', 'DataEntityLedgerDimensionFormat')
  return formats.some((row) => row.values.IsActive === 'Yes')
    ? activeFormat(system, 'DataEntityLedgerDimensionFormat', 'GeneralJournalEntry')
    : { segments: ['MainAccount'], delimiter: activeDelimiter(system) }
}

/** The ledger account behind a subledger account. */
const summaryAccount = (system: System, company: string, coding: Coding): string => {
  if (coding.accountType !== 'Vend') return coding.account
  return String(profileOf(system, company)?.summaryAccount ?? '200100')
}

/** The seeded posting profile of a company. */
export const profileOf = (system: System, company: string) =>
  system.extra('_PostingProfiles').find((profile) => profile.dataAreaId === company)

const ledgerRecId = (system: System, company: string): number => {
  const ledger = system.table('Ledgers').find({ LegalEntityId: company })
  return Number(ledger?.values.LedgerRecId ?? ledger?.recId ?? 0)
}
