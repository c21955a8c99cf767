import type { SetRules } from '../rules/set-rules.ts'
import type { EntitySet } from '../schema/entity-set.ts'
import { containerKey, type System } from '../system.ts'
import { type Row, readText } from '../table.ts'
import { pendingLinesOf } from './headers.ts'

const headerKey = (row: Row) => containerKey(readText(row, 'dataAreaId'), readText(row, 'HeaderReference'))

/** Notes whether a client reads its lines back before it releases an invoice. */
export const releaseChecks = {
  /** Rules of the header that record a release of lines nobody has read back. */
  watchingHeaders: (system: System, rules: SetRules): SetRules => ({
    ...rules,
    update: (row, changes) => {
      const releases = row.values.IsOnHold === 'Yes' && changes.IsOnHold === 'No'
      const unseen = releases
        ? pendingLinesOf(system, row).filter((line) => line.values._seen !== true).length
        : 0
      rules.update(row, releases ? { ...changes, _released: true } : changes)
      if (unseen > 0)
        system.watch.record('release-before-check', `${headerKey(row)}: ${unseen} lines not read back`)
    },
  }),
  /** Rules of the lines under which every write makes the line unseen again. */
  watchingLines: (_system: System, rules: SetRules): SetRules => ({
    ...rules,
    update: (row, changes) => rules.update(row, { ...changes, _seen: false }),
  }),
  /** Called with every row that a read has returned. */
  noteRead: (set: EntitySet, rows: readonly Row[]): void => {
    if (set.name !== 'VendorInvoiceLines') return
    for (const row of rows) if (row.values._seen !== true) row.values = { ...row.values, _seen: true }
  },
}
