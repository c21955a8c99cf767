import { notInTable, rejected } from '../failure.ts'
import { textOf, type Values } from '../rules/set-rules.ts'
import type { System } from '../system.ts'
import { type Row, readText } from '../table.ts'

const entity = 'VendorInvoiceLine'

/**
 * What a line is for: an order line, a service item, or a procurement category; an account alone is refused
 * [doc].
 */
export const checkLineOrigin = (system: System, header: Row, values: Values): void => {
  const hasOrder = textOf(values, 'PurchaseOrder') !== ''
  const hasOrderLine = typeof values.PurchLineNumber === 'number' && values.PurchLineNumber !== 0
  if (hasOrder !== hasOrderLine) {
    throw rejected(
      entity,
      'Warning: Both the purchase order and the purchase order line number must be filled in',
    )
  }
  if (hasOrder) return checkOrderLine(system, header, values)
  if (textOf(values, 'ItemNumber') !== '') return checkItem(system, textOf(values, 'ItemNumber'))
  checkCategory(system, values)
}

const checkOrderLine = (system: System, header: Row, values: Values) => {
  if (!system.options.seed.PurchaseOrderLinesV2) return
  const number = textOf(values, 'PurchaseOrder')
  const key = { dataAreaId: readText(header, 'dataAreaId'), PurchaseOrderNumber: number }
  const order = system.table('PurchaseOrderHeadersV2').find(key)
  const line = system.table('PurchaseOrderLinesV2').find({ ...key, LineNumber: values.PurchLineNumber ?? 0 })
  if (!line || line.values.IsDeleted === 'Yes') {
    throw rejected(
      entity,
      notInTable(`${number}, ${String(values.PurchLineNumber)}`, 'Line number', 'Purchase order lines'),
    )
  }
  if (readText(line, 'PurchaseOrderLineStatus') === 'Canceled') {
    throw rejected(
      entity,
      `Error: Line ${String(values.PurchLineNumber)} of purchase order ${number} is canceled`,
    )
  }
  const accounts = order
    ? [readText(order, 'InvoiceVendorAccountNumber'), readText(order, 'OrderVendorAccountNumber')]
    : []
  if (order && !accounts.includes(readText(header, 'InvoiceAccount'))) {
    throw rejected(
      entity,
      'Error: Failed to generate invoice lines. Purchase orders have different vendor accounts',
    )
  }
  if (order && readText(order, 'CurrencyCode') !== textOf(values, 'Currency')) {
    throw rejected(entity, `Error: The currency must be the currency of purchase order ${number}`)
  }
}

/** Without an order line only items that are not stocked are accepted [doc]. */
const checkItem = (system: System, itemNumber: string) => {
  const item = system.extra('_ServiceItems').find((known) => known.ItemNumber === itemNumber)
  const ordered = system.table('PurchaseOrderLinesV2').where('ItemNumber', itemNumber).length > 0
  if (item?.Stocked === 'Yes' || (!item && ordered)) {
    throw rejected(entity, "Error: The item's inventory model policy must be not stocked")
  }
  if (!item) throw rejected(entity, notInTable(itemNumber, 'Item number', 'Items'))
}

const checkCategory = (system: System, values: Values) => {
  const name = textOf(values, 'ProcurementCategoryName')
  const hierarchy = textOf(values, 'ProcurementCategoryHierarchyName')
  if (name === '') {
    throw rejected(entity, 'Error: An item number or a procurement category must be specified for the line')
  }
  if (findCategory(system, hierarchy, name)) return
  throw rejected(entity, notInTable(name, 'Procurement category', 'Procurement categories'))
}

/** The seeded category of that name in that hierarchy. */
export const findCategory = (system: System, hierarchy: string, name: string) =>
  system.extra('_ProcurementCategories').find((known) => known.hierarchy === hierarchy && known.name === name)
