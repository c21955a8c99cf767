import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { stringify } from 'csv-stringify/sync'
import { TABLES } from '../routes/coding.ts'
import type { World } from '../sandbox/generate/world.ts'
import type { SettingsInput } from '../settings/schema.ts'
import { saveSettings } from '../settings/settings-file.ts'
import { SANDBOX } from './sandbox-identity.ts'

/** Doubts of a rehearsal settle within seconds; against a vendor it is minutes. */
const SETTLE_AFTER_MS = 2_000
const ASK_AGAIN_AFTER_MS = 1_000

export interface Addresses {
  readonly d365: string
  readonly airbase: string
  readonly control: string
}

/** What a rehearsal starts from. */
export interface RehearsalFiles {
  readonly settings: string
  /** Route → CSV to import. */
  readonly mapping: Readonly<Record<string, string>>
}

/** Writes settings and mapping tables that fit the sandbox; no secret is among them. */
export const writeRehearsal = async (folder: string, addresses: Addresses, world: Pick<World, 'setup'>): Promise<RehearsalFiles> => {
  const root = resolve(folder)
  await mkdir(root, { recursive: true, mode: 0o700 })
  const settings = await saveSettings(root, rehearsalSettings(addresses, world))
  const files = {
    'airbase-to-d365': toD365(world),
    'd365-to-airbase': toAirbase(world),
  }
  const mapping: Record<string, string> = {}
  for (const [route, rows] of Object.entries(files)) {
    const path = join(root, `mapping-${route}.csv`)
    await writeFile(path, stringify(rows, { header: true, columns: ['table', 'code', 'value'] }), { mode: 0o600 })
    mapping[route] = path
  }
  return { settings, mapping }
}

const rehearsalSettings = ({ d365, airbase }: Addresses, { setup }: Pick<World, 'setup'>): SettingsInput => {
  const tax = { mode: setup.tax.mode, group: setup.tax.salesTaxGroup, itemGroup: setup.tax.itemSalesTaxGroup }
  const paid = { tax, paidBy: 'source' as const, methodOfPayment: setup.methodOfPayment }
  const doubts = { settleAfterMs: SETTLE_AFTER_MS, askAgainAfterMs: ASK_AGAIN_AFTER_MS, proveFirst: false }
  return {
    connections: {
      airbase: { connector: 'airbase', settings: { baseUrl: airbase, kinds: { ...setup.kinds } } },
      d365: {
        connector: 'd365',
        settings: {
          baseUrl: d365,
          authority: d365,
          tenant: SANDBOX.tenant,
          clientId: SANDBOX.clientId,
          journalNames: {
            'invoice-journal': { '*': setup.journalNames.invoice },
            'payment-journal': { '*': setup.journalNames.payment },
            'general-journal': { '*': setup.journalNames.general, cards: setup.journalNames.cards },
          },
        },
      },
    },
    routes: {
      'd365-to-airbase': { from: 'd365', to: 'airbase', ...doubts },
      'airbase-to-d365': {
        from: 'airbase',
        to: 'd365',
        ...doubts,
        timeZones: { ...setup.timeZones },
        flows: { bills: paid, reimbursements: paid, settlements: paid, cards: { tax }, transfers: { tax }, fees: { tax }, amortisation: { tax } },
      },
    },
  }
}

type Row = readonly [table: string, code: string, value: string]

const toD365 = ({ setup }: Pick<World, 'setup'>): Row[] => [
  ...setup.legalEntities.map(({ subsidiary, legalEntity }): Row => [TABLES.legalEntity, subsidiary, legalEntity]),
  [TABLES.account, '*', '='],
  [TABLES.vendor, '*', '='],
  ...setup.employees.map(({ email, legalEntity, vendorAccount }): Row => [TABLES.employee, `${legalEntity}/${email}`, vendorAccount]),
  ...setup.clearing.map(({ programme, legalEntity, account }): Row => [TABLES.clearing, `${legalEntity}/${programme}`, account]),
  ...setup.prepaid.map(({ legalEntity, account }): Row => [TABLES.prepaid, `${legalEntity}/account`, account]),
  ...Object.entries(setup.dimensions).flatMap(([label, dimension]): Row[] => [
    [TABLES.dimension, label, dimension],
    [TABLES.dimensionValue(label), '*', '='],
  ]),
]

const toAirbase = ({ setup }: Pick<World, 'setup'>): Row[] => [
  ...setup.legalEntities.map(({ subsidiary, legalEntity }): Row => [TABLES.legalEntity, legalEntity, subsidiary]),
  ...Object.entries(setup.dimensions).map(([label, dimension]): Row => [TABLES.dimension, dimension, label]),
]
