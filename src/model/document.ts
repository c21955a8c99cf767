import type { Invoice } from './invoice.ts'
import type { Voucher } from './journal.ts'
import type { Payment } from './payment.ts'
import type { ReferenceRecord } from './reference-record.ts'

/** What a target can be asked to write, coded in the target's words. */
export type TargetDocument = Invoice | Voucher | Payment | ReferenceRecord
