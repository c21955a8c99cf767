import type { JsonObject } from '../../lib/json.ts'
import type { SandboxApp, SandboxRequest } from '../app.ts'
import type { BookEntry } from './books/book-entry.ts'
import { readBooks } from './books/books.ts'
import { bookAll, type BookCandidate, type BookResult } from './booking/book.ts'
import { createHandler } from './handler.ts'
import { createInFlight } from './in-flight.ts'
import type { D365SandboxOptions } from './options.ts'
import { deleteRowByHand, editRow, type ForeignPayment, postForeignVoucher, setWorkflow } from './people.ts'
import type { LoggedRequest } from './request-log.ts'
import { createSystem } from './system.ts'
import { createWatch } from './watch.ts'

export type { BookEntry, BookLine } from './books/book-entry.ts'
export type { BookCandidate, BookRefusal, BookResult } from './booking/book.ts'
export type { D365Client, D365SandboxOptions, PostingDateAdjustment } from './options.ts'
export type { ForeignPayment } from './people.ts'
export type { LoggedRequest } from './request-log.ts'
export type { ViolationRule } from './watch.ts'

/** A journal or a pending invoice by its number. */
export interface ContainerKey {
  readonly legalEntity: string
  /** `JournalBatchNumber` or `HeaderReference`. */
  readonly container: string
}

/**
 * One simulated F&O environment: its HTTP face, the people who work in it, and the judge's view of its books.
 */
export interface D365Sandbox extends SandboxApp {
  /** Books what can be booked; only people and batch jobs do this, never OData [doc]. */
  book(filter?: (candidate: BookCandidate) => boolean): BookResult
  /** A person changes a row; no rule is asked. */
  editRow(set: string, key: JsonObject, changes: JsonObject): void
  /** A person deletes a row; a header goes with its lines. */
  deleteRow(set: string, key: JsonObject): void
  /** A workflow takes a journal or pending invoice (refuses edits), or gives it back. */
  setWorkflow(container: ContainerKey, held?: boolean): void
  /** A person pays an invoice by another voucher; answers the voucher. */
  postForeignVoucher(payment: ForeignPayment): string
  /** Stored values of a set, oldest first; sparse, and without a request. */
  rows(set: string): readonly JsonObject[]
  /** Every document in the system, booked or not. */
  books(): readonly BookEntry[]
  /** The newest requests, oldest first. */
  readonly requestLog: readonly LoggedRequest[]
  /** A 429 told the client to wait until this moment; earlier requests are violations. */
  noteThrottle(untilMs: number): void
  /** Makes every issued token useless. */
  revokeTokens(): void
  /**
   * An HTTP wrapper reports when a request arrives and ends, so that parallel writes in one journal collide.
   */
  beginRequest(request: SandboxRequest): void
  endRequest(request: SandboxRequest): void
}

/** Creates an environment; the seed is indexed only when it is asked for. */
export const createD365Sandbox = (options: D365SandboxOptions): D365Sandbox => {
  const watch = createWatch()
  const system = createSystem(options, watch)
  const inFlight = createInFlight(watch, options.defaultCompany)
  const handler = createHandler(system, inFlight)
  return {
    name: 'd365',
    handle: handler.handle,
    violations: watch.violations,
    book: (filter) => watch.quietly(() => bookAll(system, filter)),
    editRow: (set, key, changes) => watch.quietly(() => editRow(system, set, key, changes)),
    deleteRow: (set, key) => deleteRowByHand(system, set, key),
    setWorkflow: ({ legalEntity, container }, held = true) =>
      setWorkflow(system, legalEntity, container, held),
    postForeignVoucher: (payment) => postForeignVoucher(system, payment),
    rows: (set) =>
      set.startsWith('_') ? system.extra(set) : [...system.table(set).rows()].map(({ values }) => values),
    books: () => readBooks(system),
    requestLog: handler.log.entries,
    noteThrottle: handler.noteThrottle,
    revokeTokens: () => handler.tokens.revokeAll(),
    beginRequest: inFlight.begin,
    endRequest: inFlight.end,
  }
}
