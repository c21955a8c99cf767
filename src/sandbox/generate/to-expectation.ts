import { tagLabels } from './catalogue.ts'
import { totalOf, type Draft, type DraftLine, type DraftTag } from './draft.ts'
import type { Expectation, ExpectedLine } from './expectation.ts'
import { isSpread } from './spreading.ts'

/** What should become of the draft, from the generator's own knowledge. */
export function toExpectation(draft: Draft): Expectation {
  const settled = typeof draft.settlement === 'object' ? draft.settlement : undefined
  const total = settled?.minor ?? totalOf(draft)
  const exact = draft.lines.every((line) => line.text === undefined)
  return {
    airbaseId: draft.airbaseId,
    kind: draft.kind,
    outcome: draft.outcome,
    ...(draft.why && { why: draft.why }),
    ...(draft.special && { special: draft.special }),
    legalEntity:
      draft.why === 'subsidiary-missing' || draft.why === 'subsidiary-unmapped'
        ? ''
        : draft.company.legalEntity,
    currency: draft.why === 'currency-missing' ? '' : (settled?.currency ?? draft.currency),
    totalMinor: exact ? String(total) : '',
    ...(draft.vendorAccount && { vendorAccount: draft.vendorAccount }),
    ...(draft.invoiceAccount && { invoiceAccount: draft.invoiceAccount }),
    ...(draft.invoiceNumber !== null && { invoiceNumber: draft.invoiceNumber }),
    lines: exact ? linesOf(draft, total) : [],
    ...(draft.offsetAccount && { offsetAccount: draft.offsetAccount }),
    ...(draft.appliedTo && { appliedTo: draft.appliedTo.airbase_id }),
    ...(draft.duplicateOf && { duplicateOf: draft.duplicateOf }),
    postingDate: draft.date,
  }
}

function linesOf(draft: Draft, total: number): ExpectedLine[] {
  switch (draft.kind) {
    case 'settlement':
      return []
    case 'transfer':
      // The line with the amount receives the money, the line without one gives it.
      return draft.lines.map((line) => lineOf(draft, line, line.minor === 0 ? -total : line.minor))
    case 'bill':
    case 'reimbursement':
    case 'card':
    case 'fee':
    case 'amortisation':
    case 'other':
      return draft.lines.map((line) => lineOf(draft, line, draft.lines.length === 1 ? total : line.minor))
  }
}

function lineOf(draft: Draft, line: DraftLine, minor: number): ExpectedLine {
  const prepaid = isSpread(draft, line) && draft.amortisationAccount
  return {
    account: prepaid ? prepaid.erp_reference_id : line.account.erp_reference_id,
    debitMinor: minor > 0 ? String(minor) : '0',
    creditMinor: minor < 0 ? String(-minor) : '0',
    dimensions: { ...dimensionsOf(draft.headerTags), ...dimensionsOf(line.tags) },
  }
}

const dimensionsOf = (tags: readonly DraftTag[]): Record<string, string> =>
  Object.fromEntries(tags.map(({ label, value }) => [tagLabels[label], value]))
