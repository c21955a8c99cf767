import type { Route } from '../contract/route.ts'
import type { TableSpec } from '../mapping/entry-rules.ts'
import { TABLES } from '../routes/coding.ts'

const VALUE_TABLES = TABLES.dimensionValue('')

/** Tables of a route that carries spend into a ledger. */
const spendTables: readonly TableSpec[] = [
  spec(TABLES.legalEntity, 'company of the source', 'legal entity', {
    kind: 'legal-entity',
    neededBy: ['bills', 'reimbursements', 'cards', 'settlements', 'transfers', 'fees', 'amortisation'],
  }),
  spec(TABLES.account, 'account of the source', 'main account', {
    kind: 'account',
    neededBy: ['bills', 'reimbursements', 'cards', 'transfers', 'fees', 'amortisation'],
  }),
  spec(TABLES.vendor, 'vendor of the source', 'vendor account', { kind: 'vendor', neededBy: ['bills'] }),
  spec(TABLES.employee, 'e-mail of the employee', 'vendor account', {
    kind: 'vendor',
    neededBy: ['reimbursements'],
  }),
  spec(TABLES.clearing, 'card programme or funding account', 'main account', {
    kind: 'account',
    neededBy: ['cards', 'settlements', 'fees'],
  }),
  spec(TABLES.prepaid, 'the word "account"', 'main account', { kind: 'account' }),
  spec(TABLES.category, 'account of the source', '<hierarchy>|<category>', { kind: 'category' }),
  spec(TABLES.dimension, 'tag label of the source', 'dimension', { kind: 'dimension', leavesOut: true }),
  spec(VALUE_TABLES, 'tag of the source', 'dimension value', { kind: 'dimension-value', leavesOut: true }),
]

/** Tables of a route that carries a ledger's reference data elsewhere: their codes are the ledger's. */
const referenceTables: readonly TableSpec[] = [
  spec(TABLES.legalEntity, 'legal entity', 'company there', {
    kind: 'elsewhere',
    leavesOut: true,
    neededBy: ['accounts', 'vendors', 'dimensions'],
  }),
  spec(TABLES.dimension, 'dimension', 'tag label there', {
    kind: 'elsewhere',
    leavesOut: true,
    neededBy: ['dimensions'],
  }),
  spec(TABLES.vendor, 'vendor account', 'id of the same vendor there', { kind: 'elsewhere' }),
]

/** The tables that a route looks things up in. */
export const tablesOfRoute = (route: Route): readonly TableSpec[] =>
  route.ledger === 'to' ? spendTables : referenceTables

/** The tag label of a table of dimension values; null for any other table. */
export const labelOfTable = (table: string): string | null =>
  table.startsWith(VALUE_TABLES) ? table.slice(VALUE_TABLES.length) : null

function spec(
  name: string,
  codes: string,
  values: string,
  more: Pick<TableSpec, 'kind'> & Partial<TableSpec>,
): TableSpec {
  return { name, codes, values, leavesOut: false, neededBy: [], ...more }
}
