import type { JsonObject } from '../lib/json.ts'
import type { LedgerEntry, ReferenceRecord } from './airbase/records.ts'
import { isReferenceKind } from './airbase/reference-store.ts'
import type { AirbaseSandbox } from './airbase/sandbox.ts'
import type { ControlledSystem } from './control.ts'
import type { FaultableApp, FaultyApp } from './faults.ts'

/** A journal or pending invoice that waits to be booked. */
export interface BookableContainer {
  readonly legalEntity: string
  readonly container: string
}

/** What the D365 sandbox has to offer to be controlled. */
export interface ControllableD365 extends FaultableApp {
  readonly requestLog: readonly unknown[]
  /** People post what was written and what the filter lets through. */
  book(filter?: (candidate: BookableContainer) => boolean): unknown
  /** Everything in the books so far. */
  books(): unknown
  /** Stored rows of a set. */
  rows(set: string): unknown
  editRow(set: string, key: JsonObject, changes: JsonObject): unknown
  deleteRow(set: string, key: JsonObject): unknown
  setWorkflow(container: BookableContainer, held?: boolean): unknown
}

/** Control of a simulated D365 environment. Overdue commits land before people book or look. */
export const controlledD365 = (faulty: FaultyApp<ControllableD365>): ControlledSystem => {
  const { app } = faulty
  const settled =
    (act: (body: JsonObject) => unknown) =>
    (body: JsonObject = {}) => {
      faulty.settleDue()
      return act(body)
    }
  const keyOf = (body: JsonObject) => [textOf(body, 'set'), objectOf(body, 'key')] as const
  const containerOf = (body: JsonObject) => ({
    legalEntity: textOf(body, 'legalEntity'),
    container: textOf(body, 'container'),
  })
  return {
    faulty,
    views: { 'request-log': () => app.requestLog, books: settled(() => app.books()) },
    actions: {
      book: settled((body) => app.book((candidate) => matches(candidate, body))),
      rows: settled((body) => app.rows(textOf(body, 'set'))),
      'edit-row': settled((body) => app.editRow(...keyOf(body), objectOf(body, 'changes'))),
      'delete-row': settled((body) => app.deleteRow(...keyOf(body))),
      'set-workflow': settled((body) => app.setWorkflow(containerOf(body), body['held'] !== false)),
    },
  }
}

/** True of every container where the body names neither company nor number. */
const matches = (candidate: BookableContainer, { legalEntity, container }: JsonObject): boolean =>
  (legalEntity === undefined || String(legalEntity).toLowerCase() === candidate.legalEntity.toLowerCase()) &&
  (container === undefined || container === candidate.container)

/** Control of a simulated Airbase tenant. */
export const controlledAirbase = (faulty: FaultyApp<AirbaseSandbox>): ControlledSystem => {
  const { app } = faulty
  const idOf = (body: JsonObject) => textOf(body, 'airbase_id')
  return {
    faulty,
    views: {
      'request-log': () => app.requestLog,
      acknowledged: () => app.acknowledged(),
      entries: () => [...app.entries.all()],
      session: () => ({ active: app.sessionActive }),
      tokens: () => app.tokens,
      vendors: () => app.reference.vendors.all(),
      accounts: () => app.reference.accounts.all(),
      tags: () => app.reference.tags.all(),
      subsidiaries: () => app.reference.subsidiaries.all(),
      currencies: () => app.reference.currencies.all(),
    },
    actions: {
      // The body is a person's edit in the vendor's words; the sandbox is theirs to spoil.
      'edit-entry': (body) => app.editEntry(idOf(body), objectOf(body, 'changes') as Partial<LedgerEntry>),
      'add-entry': (body) => {
        idOf(body)
        return app.addEntry(body as unknown as LedgerEntry)
      },
      'void-entry': (body) => app.voidEntry(idOf(body)),
      requeue: (body) => app.requeue(idOf(body)),
      unapprove: (body) => app.unapprove(idOf(body)),
      approve: (body) => app.approve(idOf(body)),
      'rotate-token': (body) => rotated(app, body),
      'edit-reference': (body) => editReference(app, body),
    },
  }
}

function rotated(app: AirbaseSandbox, { key, id }: JsonObject): unknown {
  return typeof key === 'string' && typeof id === 'number' ? app.rotateToken({ key, id }) : app.rotateToken()
}

function editReference(app: AirbaseSandbox, body: JsonObject): unknown {
  const kind = textOf(body, 'kind')
  if (!isReferenceKind(kind)) throw new Error(`${kind} is no reference table`)
  const row = objectOf(body, 'row')
  textOf(row, 'airbase_id')
  return app.editReference(kind, row as unknown as ReferenceRecord)
}

function textOf(body: JsonObject, field: string): string {
  const value = body[field]
  if (typeof value !== 'string' || value === '') throw new Error(`${field} must be text`)
  return value
}

function objectOf(body: JsonObject, field: string): JsonObject {
  const value = body[field]
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject
  throw new Error(`${field} must be an object`)
}
