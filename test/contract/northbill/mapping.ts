import type { RawRecord, ReadContext, SourceDocument } from '../../../src/contract/source.ts'
import { ParkableError } from '../../../src/errors/ml-error.ts'
import { sha256Hex } from '../../../src/lib/hash.ts'
import { parseCalendarDate } from '../../../src/model/calendar-date.ts'
import { parseMinor } from '../../../src/model/money.ts'
import type { Problem } from '../../../src/model/problem.ts'
import type { Spend } from '../../../src/model/spend.ts'
import { wireBill, type WireBill } from './api.ts'

export const toDocument = (record: RawRecord, context: ReadContext): SourceDocument => {
  const bill = wireBill.parse(record.content)
  const read = toSpend(bill, context)
  return {
    kind: 'bill',
    approval: bill.approved ? 'approved' : 'not-approved',
    handedOver: false,
    amount: read.spend?.total ?? null,
    fingerprint: { version: 1, hash: sha256Hex(JSON.stringify(bill)), core: sha256Hex([bill.supplier, bill.number, bill.currency, bill.total].join()) },
    numbers: [bill.number],
    body: read.spend,
    problems: read.problems,
  }
}

const toSpend = (bill: WireBill, { currencies }: ReadContext): { spend: Spend | null; problems: Problem[] } => {
  const decimals = currencies.decimals(bill.currency)
  const date = parseCalendarDate(bill.date)
  if (decimals === null || date === null) return { spend: null, problems: [problem('NORTHBILL_UNREADABLE', 'date or currency')] }
  try {
    const total = { minor: parseMinor(bill.total, decimals), currency: bill.currency, decimals }
    const lines = bill.lines.map((line, at) => ({
      number: at + 1,
      account: { code: line.account, name: line.account },
      minor: parseMinor(line.amount, decimals),
      tags: {},
      description: null,
      amortisation: null,
    }))
    const code = (text: string) => ({ code: text, name: text })
    const none = { moment: null, owner: null, fundingAccount: null, programme: null, original: null, appliesTo: [], amortised: false, amortisationAccount: null, memo: null, url: null }
    return { spend: { kind: 'bill', number: bill.number, company: code(bill.company), vendor: code(bill.supplier), date, total, lines, ...none }, problems: [] }
  } catch (error) {
    if (!(error instanceof ParkableError)) throw error
    return { spend: null, problems: [problem(error.code, error.message)] }
  }
}

const problem = (code: string, message: string): Problem => ({ code, field: '', value: '', message, remedy: 'Correct the bill in Northbill.' })
