import type { DocumentEntry } from '../../src/contract/document-entry.ts'
import type { ReferenceRecord } from '../../src/model/reference-record.ts'
import type { Spend, SpendKind, SpendLine } from '../../src/model/spend.ts'
import { referenceFlows } from '../../src/routes/reference-flows.ts'
import { spendFlows } from '../../src/routes/spend-flows.ts'
import { documentEntry } from './document-entry.ts'
import {
  flowContext,
  problemsIn,
  sourceDocument,
  spend,
  spendLine,
  type ContextChange,
} from './spend-world.ts'

const FLOWS = new Map(
  spendFlows({
    kinds: ['bill', 'reimbursement', 'card', 'settlement', 'transfer', 'fee', 'amortisation'],
    recordKind: 'ledger-entry',
  }).map((flow) => [flow.kinds[0], flow]),
)
const REFERENCE = new Map(
  referenceFlows({ account: 'account', vendor: 'vendor', 'dimension-value': 'tag' }).map((flow) => [
    flow.kinds[0],
    flow,
  ]),
)

export const problems = (kind: SpendKind, change: Partial<Spend>, context: ContextChange = {}) =>
  problemsIn(() =>
    FLOWS.get(kind)!.translate(sourceDocument(spend({ ...change, kind })), flowContext(context)),
  )
export const withLine = (change: Partial<SpendLine>): Partial<Spend> => ({ lines: [spendLine(change)] })
export const tagged = (code: string | null): Partial<Spend> =>
  withLine({ tags: { Department: { code, name: 'Sales' } } })
export const recordProblems = (record: ReferenceRecord, context: ContextChange = {}) =>
  problemsIn(() => REFERENCE.get(record.type)!.translate(sourceDocument(record), flowContext(context)))
export const paying = (change: Partial<DocumentEntry>, spent: Partial<Spend> = {}) =>
  problems(
    'settlement',
    { appliesTo: ['b-1'], ...spent },
    { linked: new Map([['b-1', documentEntry('b-1', { state: 'booked', ...change })]]) },
  )

/** Code, field and value of the only problem, and what its remedy speaks of. */
export type Case = readonly [
  code: string,
  field: string,
  value: string,
  remedy: RegExp,
  found: () => ReturnType<typeof problems>,
]
