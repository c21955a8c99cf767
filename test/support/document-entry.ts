import type { DocumentEntry, WritePlan } from '../../src/contract/document-entry.ts'
import { traceCode } from '../../src/model/identity.ts'

/** A plan by which a document would be written; its natural key is `key <ref>`. */
export const writePlan = (ref: string, change: Partial<WritePlan> = {}): WritePlan => ({
  form: 'invoice-journal',
  legalEntity: 'usmf',
  postingDate: null,
  naturalKey: `key ${ref}`,
  party: 'V-1',
  number: ref,
  containerKey: null,
  lineCount: 1,
  bodyHash: null,
  ...change,
})

/** A bill that is ready to be sent. */
export const documentEntry = (ref: string, change: Partial<DocumentEntry> = {}): DocumentEntry => {
  const identity = { connection: 'airbase', kind: 'ledger-entry', ref }
  return {
    id: traceCode(identity),
    identity,
    route: 'a-to-b',
    flow: 'bills',
    state: 'ready',
    amount: { amount: '10.00', currency: 'USD' },
    fingerprint: { version: 1, hash: ref, core: ref },
    numbers: [],
    plan: writePlan(ref),
    problems: [],
    parkedBy: null,
    doubt: null,
    container: null,
    link: null,
    acknowledged: 'no',
    conflict: null,
    retired: false,
    mapping: 1,
    content: null,
    intent: null,
    ...change,
  }
}
