import { activeFormat, parseDisplay } from '../dimensions/formats.ts'
import { escapeSegment, splitSegments } from '../dimensions/segments.ts'
import { mainAccountProblem } from '../dimensions/validity.ts'
import { divide, exact, exactNumber, multiply, roundTo } from '../exact-decimal.ts'
import { notInTable, rejected } from '../failure.ts'
import { roundAmount, roundingStep } from '../rules/currencies.ts'
import { checkFilled, checkKeyKept, checkNoDuplicate } from '../rules/checks.ts'
import { checkForeignKeys } from '../rules/foreign-keys.ts'
import { type SetRules, textOf, type Values, valuesOf } from '../rules/set-rules.ts'
import type { System } from '../system.ts'
import { type Row, readText } from '../table.ts'
import { checkEditable, codeDimensions } from './headers.ts'
import { lineFromOrder } from './order-lines.ts'
import { checkLineOrigin } from './line-origin.ts'

const entity = 'VendorInvoiceLine'

/**
 * Lines of pending invoices: tied to an order line, an item or a procurement category, never to an account
 * alone.
 */
export const pendingLineRules = (system: System): SetRules => {
  const table = system.table('VendorInvoiceLines')
  return {
    create: (sent) => {
      checkFilled(table.set, sent, ['HeaderReference', 'InvoiceLineNumber'])
      const header = headerOf(system, sent)
      checkEditable(system, header, entity)
      checkNoDuplicate(table, sent, 'Vendor invoice line (VendInvoiceInfoLine)')
      noteRelease(system, header)
      checkFilled(table.set, sent, ['Currency'])
      return table.insert(validate(system, header, { ...defaultsFrom(header), ...sent }))
    },
    update: (row, changes) => {
      checkKeyKept(table.set, row, changes)
      const header = headerOf(system, valuesOf(row))
      checkEditable(system, header, entity)
      const { NetAmount: _net, Amount: _amount, ...kept } = valuesOf(row)
      const recompute = 'ReceiveNow' in changes || 'UnitPrice' in changes
      table.update(row, validate(system, header, { ...(recompute ? kept : valuesOf(row)), ...changes }))
    },
    remove: (row) => {
      checkEditable(system, headerOf(system, valuesOf(row)), entity)
      table.remove(row)
    },
  }
}

const headerOf = (system: System, values: Values): Row => {
  const reference = textOf(values, 'HeaderReference')
  const key = { dataAreaId: textOf(values, 'dataAreaId'), HeaderReference: reference }
  const header = system.table('VendorInvoiceHeaders').find(key)
  if (!header) throw rejected(entity, notInTable(reference, 'Header reference', 'Vendor invoice header'))
  return header
}

/** A released invoice can be booked at any moment, with or without the line that still travels. */
const noteRelease = (system: System, header: Row) => {
  if (header.values.IsOnHold === 'Yes') return
  const reference = readText(header, 'HeaderReference')
  const released = header.values._released === true
  system.watch.record(
    released ? 'line-after-release' : 'line-on-unheld-invoice',
    `HeaderReference ${reference}`,
  )
}

const defaultsFrom = (header: Row): Values => ({
  InvoiceAccount: readText(header, 'InvoiceAccount'),
  VendorAccount: readText(header, 'VendorAccount'),
  DimensionDisplayValue: readText(header, 'DimensionDisplayValue'),
  SalesTaxGroup: readText(header, 'SalesTaxGroup'),
  PriceUnit: 1,
})

const validate = (system: System, header: Row, values: Values): Values => {
  const { set } = system.table('VendorInvoiceLines')
  const company = readText(header, 'dataAreaId')
  checkForeignKeys(system, set, values, company)
  if (textOf(values, 'Currency') !== readText(header, 'Currency')) {
    const expected = readText(header, 'Currency')
    const text = `Warning: The currency of the line must be the currency of the invoice, ${expected}`
    throw rejected(entity, text, `Warning: validateField failed on field '${entity}Entity.Currency'`)
  }
  checkLineOrigin(system, header, values)
  return withAmounts(system, codePendingLine(system, company, values))
}

/** Adds the lines that the server generates from purchase orders. */
export const addOrderLines = (system: System, header: Row, orderLines: readonly Row[]): void => {
  orderLines.forEach((orderLine, at) => {
    const values = { ...defaultsFrom(header), ...lineFromOrder(header, orderLine, at + 1) }
    system.table('VendorInvoiceLines').insert(validate(system, header, values))
  })
}

/** Replaces the display strings of a line by the server's own rendering. */
export const codePendingLine = (system: System, company: string, values: Values): Values =>
  withAccount(system, company, codeDimensions(system, entity, values))

/** Net amount is quantity times price less discount unless it was sent [doc]. */
const withAmounts = (system: System, values: Values): Values => {
  const currency = textOf(values, 'Currency')
  if (typeof values.NetAmount === 'number') {
    const net = roundAmount(system, values.NetAmount, currency, 'NetAmount')
    return { Amount: net, ...values, NetAmount: net }
  }
  const number = (name: string) => exact(String(values[name] ?? '0'))
  const unit = number('PriceUnit') || exact(1)
  const gross = divide(multiply(number('ReceiveNow'), number('UnitPrice') - number('Discount')), unit)
  const percent = exact(1) - divide(number('DiscountPercent'), exact(100))
  const net = exactNumber(roundTo(multiply(gross, percent), roundingStep(system, currency)))
  return { ...values, NetAmount: net, Amount: net }
}

/** The account override accepts a display value and keeps its main account [inferred]. */
const withAccount = (system: System, company: string, values: Values): Values => {
  const text = textOf(values, 'MainAccountDisplayValue')
  const dropped =
    system.options.accountOverrideOnPendingLines === 'dropped' && textOf(values, 'PurchaseOrder') === ''
  if (text === '' || dropped) return { ...values, MainAccountDisplayValue: '', _mainAccount: '' }
  const { delimiter } = activeFormat(system, 'DataEntityLedgerDimensionFormat', entity)
  const single = splitSegments(text, delimiter).length === 1
  const mainAccount = single
    ? (splitSegments(text, delimiter)[0] ?? '')
    : parseDisplay(system, text, 'DataEntityLedgerDimensionFormat', entity).mainAccount
  const context = { company, stage: 'write', date: '', manualEntry: false } as const
  const problem = mainAccountProblem(system, mainAccount, context)
  if (problem) {
    throw rejected(
      entity,
      problem,
      `Warning: validateField failed on field '${entity}Entity.MainAccountDisplayValue'`,
    )
  }
  return {
    ...values,
    MainAccountDisplayValue: escapeSegment(mainAccount, delimiter),
    _mainAccount: mainAccount,
  }
}
