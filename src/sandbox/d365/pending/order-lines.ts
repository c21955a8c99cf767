import { rejected } from '../failure.ts'
import { textOf, type Values } from '../rules/set-rules.ts'
import type { System } from '../system.ts'
import { type Row, readText } from '../table.ts'

const entity = 'VendorInvoiceHeader'

/** The order lines that a header with `HeaderOnlyImport` brings along, checked; others bring none [doc]. */
export const importedOrderLines = (system: System, values: Values): readonly Row[] => {
  if (values.HeaderOnlyImport !== 'Yes') return []
  const company = textOf(values, 'dataAreaId')
  const orders = orderNumbers(system, values)
  const vendors = new Set(orders.map((number) => vendorOf(system, company, number)))
  if (vendors.size > 1) {
    throw rejected(
      entity,
      'Error: Failed to generate invoice lines. Purchase orders have different vendor accounts',
    )
  }
  return orders.flatMap((number) =>
    system
      .table('PurchaseOrderLinesV2')
      .where('PurchaseOrderNumber', number)
      .filter((line) => readText(line, 'dataAreaId') === company && line.values.IsDeleted !== 'Yes'),
  )
}

/** `PO0001..PO0009`, `PO0001,PO0003`, or the single order of the header [doc]. */
const orderNumbers = (system: System, values: Values): readonly string[] => {
  const range = textOf(values, 'PurchIdRange') || textOf(values, 'PurchaseOrderNumber')
  const [from = '', to] = range.split('..')
  if (to === undefined) return range.split(',').filter(Boolean)
  const all = [...system.table('PurchaseOrderHeadersV2').rows()].map((row) =>
    readText(row, 'PurchaseOrderNumber'),
  )
  return all.filter((number) => number >= from && number <= to)
}

const vendorOf = (system: System, company: string, number: string): string => {
  const order = system
    .table('PurchaseOrderHeadersV2')
    .find({ dataAreaId: company, PurchaseOrderNumber: number })
  return order ? readText(order, 'InvoiceVendorAccountNumber') : ''
}

/** An invoice line with the whole quantity of an order line. */
export const lineFromOrder = (header: Row, orderLine: Row, lineNumber: number): Values => ({
  dataAreaId: readText(header, 'dataAreaId'),
  HeaderReference: readText(header, 'HeaderReference'),
  InvoiceLineNumber: lineNumber,
  Currency: readText(header, 'Currency'),
  ItemNumber: readText(orderLine, 'ItemNumber'),
  LineDescription: readText(orderLine, 'LineDescription'),
  PurchaseOrder: readText(orderLine, 'PurchaseOrderNumber'),
  PurchLineNumber: orderLine.values.LineNumber ?? 0,
  ReceiveNow: orderLine.values.OrderedPurchaseQuantity ?? 0,
  UnitPrice: orderLine.values.PurchasePrice ?? 0,
  PriceUnit: orderLine.values.PurchasePriceQuantity ?? 1,
})
