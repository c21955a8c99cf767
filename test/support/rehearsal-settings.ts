import { changeMapping, emptyMapping, type MappingSet } from '../../src/mapping/tables.ts'
import { TABLES } from '../../src/routes/coding.ts'
import type { World } from '../../src/sandbox/generate/world.ts'
import { settingsSchema, type RouteSettings, type SettingsInput } from '../../src/settings/schema.ts'

/** Where the two vendors of a rehearsal in process would listen. */
export const D365_URL = 'http://127.0.0.1:36500'
export const AIRBASE_URL = 'http://127.0.0.1:36501'
export const CLIENT_ID = '00000000-0000-4000-8000-000000000365'
export const TENANT = 'sandbox.example'

/** Settings of the connection to D365 that fit a generated world. */
export const d365Settings = ({ setup }: World) => ({
  baseUrl: D365_URL,
  authority: D365_URL,
  tenant: TENANT,
  clientId: CLIENT_ID,
  journalNames: {
    'invoice-journal': { '*': setup.journalNames.invoice },
    'payment-journal': { '*': setup.journalNames.payment },
    'general-journal': { '*': setup.journalNames.general, cards: setup.journalNames.cards },
  },
})

/** The same for Airbase. */
export const airbaseSettings = ({ setup }: World) => ({ baseUrl: AIRBASE_URL, kinds: setup.kinds })

/** Settings of the route into D365, as a person would write them. */
export const routeInput = ({ setup }: World): NonNullable<SettingsInput['routes']>[string] => {
  const tax = { mode: setup.tax.mode, group: setup.tax.salesTaxGroup, itemGroup: setup.tax.itemSalesTaxGroup }
  const paid = { tax, paidBy: 'source' as const, methodOfPayment: setup.methodOfPayment }
  return {
    from: 'airbase',
    to: 'd365',
    proveFirst: false,
    timeZones: setup.timeZones,
    flows: { bills: paid, reimbursements: paid, settlements: paid, cards: { tax }, transfers: { tax }, fees: { tax }, amortisation: { tax } },
  }
}

/** The same, defaults filled in. */
export const routeSettings = (world: World): RouteSettings => {
  const { routes } = settingsSchema.parse({
    connections: { airbase: { connector: 'airbase' }, d365: { connector: 'd365' } },
    routes: { r: routeInput(world) },
  })
  const settings = routes.r
  if (settings === undefined) throw new Error('no route')
  return settings
}

/** Translation tables that take every document of a world into D365. */
export const mappingToD365 = ({ setup }: World): MappingSet =>
  changeMapping(emptyMapping, [
    ...setup.legalEntities.map(({ subsidiary, legalEntity }) => ({ table: TABLES.legalEntity, code: subsidiary, value: legalEntity })),
    { table: TABLES.account, code: '*', value: '=' },
    { table: TABLES.vendor, code: '*', value: '=' },
    ...setup.employees.map(({ email, legalEntity, vendorAccount }) => ({ table: TABLES.employee, code: `${legalEntity}/${email}`, value: vendorAccount })),
    ...setup.clearing.map(({ programme, legalEntity, account }) => ({ table: TABLES.clearing, code: `${legalEntity}/${programme}`, value: account })),
    ...setup.prepaid.map(({ legalEntity, account }) => ({ table: TABLES.prepaid, code: `${legalEntity}/account`, value: account })),
    ...Object.entries(setup.dimensions).flatMap(([label, dimension]) => [
      { table: TABLES.dimension, code: label, value: dimension },
      { table: TABLES.dimensionValue(label), code: '*', value: '=' },
    ]),
  ])

/** Those of the way back. */
export const mappingToAirbase = ({ setup }: World): MappingSet =>
  changeMapping(emptyMapping, [
    ...setup.legalEntities.map(({ subsidiary, legalEntity }) => ({ table: TABLES.legalEntity, code: legalEntity, value: subsidiary })),
    ...Object.entries(setup.dimensions).map(([label, dimension]) => ({ table: TABLES.dimension, code: dimension, value: label })),
  ])
