import { z } from 'zod'
import { currencyCode, decimalAmount, ianaZone, milliseconds, nameText, roundingTolerance } from './values.ts'

// Every setting, its bounds and its default. A setting without a default is either required or off.

/** Reference data older than this is read again before anything is written. */
const REFERENCE_MAX_AGE_HOURS = 24
/** How far a posting date may move to reach an open period. */
const FIRST_OPEN_DAYS_MAX = 45
/** A run stops when more than this share of the records it knew has vanished from the source. */
const VANISHED_SHARE_MAX = 0.2
/** Between the two asks that an absence needs. */
export const ASK_AGAIN_AFTER_MS = 60_000
/** A document whose list was read longer ago is read once more before it is first sent. */
const REREAD_AFTER_MS = 600_000
/** What is in flight may take this long to finish after SIGTERM. */
export const DRAIN_MS = 30_000
/** How long personal data stays readable. */
const RETENTION_PERSONAL_DAYS = 90

const taxSettings = z.strictObject({
  /** `gross`: lines include tax, both groups are a no-tax pair. `mapped`: the source's tax code decides. */
  mode: z.enum(['gross', 'mapped']),
  /** Sales tax group. */
  group: z.string().min(1).optional(),
  /** Item sales tax group. */
  itemGroup: z.string().min(1).optional(),
})

const flowSettings = z
  .strictObject({
    /** A flow that is off is counted and totalled as not taken. */
    enabled: z.boolean().default(true),
    /** How an invoice without a purchase order is written: as a pending invoice, or as an invoice journal. */
    form: z.enum(['pending', 'journal']).default('journal'),
    /** Who pays the vendor: as the source's connector says (Airbase: the source); where it says nothing, required. */
    paidBy: z.enum(['source', 'd365']).optional(),
    /** Keeps documents that the source pays out of payment proposals. */
    methodOfPayment: z.string().min(1).max(10).optional(),
    tax: taxSettings.optional(),
    /** Where a legal entity differs from `tax`. */
    taxByLegalEntity: z.record(z.string().min(1), taxSettings).default({}),
    /** What happens to a posting date in a closed period. */
    closedPeriod: z.enum(['park', 'first-open']).optional(),
    firstOpenDaysMax: z.number().int().min(1).max(366).default(FIRST_OPEN_DAYS_MAX),
    /** Whose exchange rate counts. */
    rateSource: z.literal('d365').default('d365'),
    /** Most that lines and total may differ by. */
    roundingTolerance: roundingTolerance.default('0'),
    /** Main account that takes the difference. */
    roundingAccount: z.string().min(1).optional(),
    /** Another hand entered the same document. */
    onForeignDuplicate: z.enum(['park', 'adopt']).default('park'),
    /** A payment is more than what is open. */
    overBalance: z.enum(['park']).default('park'),
    /** Template of the text that finance reads. */
    text: z.string().min(1).max(200).optional(),
  })
  .superRefine((flow, context) => {
    const demand = (path: string, when: string) =>
      context.addIssue({ code: 'custom', path: [path], message: `a value, because ${when}` })
    if (flow.paidBy === 'source' && !flow.methodOfPayment) demand('methodOfPayment', 'paidBy is "source"')
    if (Number(flow.roundingTolerance) > 0 && !flow.roundingAccount)
      demand('roundingAccount', 'rounding is allowed')
  })

const guardSettings = z.strictObject({
  /** Documents of one run. */
  documentsMax: z.number().int().min(1).optional(),
  /** Sum of one run, by currency. */
  totalMax: z.record(currencyCode, decimalAmount).optional(),
  /** Any one document, by currency. */
  amountMax: z.record(currencyCode, decimalAmount).optional(),
  vanishedShareMax: z.number().min(0).max(1).default(VANISHED_SHARE_MAX),
})

const routeSettings = z.strictObject({
  /** Connection that is read. */
  from: nameText,
  /** Connection that is written. */
  to: nameText,
  flows: z.record(nameText, flowSettings).default({}),
  /**
   * Legal entity → zone in which a moment becomes a date; without it, a document that states a moment waits. Dates
   * without a zone, as Airbase writes them, are taken as written and need none.
   */
  timeZones: z.record(z.string().min(1), ianaZone).default({}),
  guards: guardSettings.prefault({}),
  /**
   * Who spreads a prepaid cost over months. One choice for the whole route: where the invoice debits the prepaid
   * account and the months do not credit it, or the other way round, the cost is counted twice or never.
   */
  amortisation: z.enum(['source', 'd365', 'expense-now']).default('source'),
  /** When the source is told that it has been taken over. */
  acknowledgeAt: z.enum(['written', 'booked']).default('written'),
  /** Requests in flight; without it, the connector finds out. */
  concurrency: z.number().int().min(1).max(64).optional(),
  /** How long a doubt stays before an absence is believed; the connector's own without it. */
  settleAfterMs: milliseconds.optional(),
  askAgainAfterMs: milliseconds.default(ASK_AGAIN_AFTER_MS),
  /** 0 reads every document once more before it is first sent, at one request each. */
  rereadAfterMs: milliseconds.default(REREAD_AFTER_MS),
  /** First writes one document per company and form, and waits until it is booked. */
  proveFirst: z.boolean().default(true),
  /** Overrides `reference.maxAgeHours`. */
  referenceMaxAgeHours: z.number().min(0).max(8760).optional(),
})

const connectionSettings = z.strictObject({
  /** Name of the connector: `airbase`, `d365`, … */
  connector: nameText,
  /** The connector's own settings, which it checks itself. */
  settings: z.record(z.string(), z.json()).default({}),
})

/** `settings.json`. */
export const settingsSchema = z
  .strictObject({
    /** Keeps the keychain entries of several installations apart. */
    profile: nameText.default('default'),
    connections: z.record(nameText, connectionSettings).default({}),
    routes: z.record(nameText, routeSettings).default({}),
    /** Where `auth login` stores; without it, the first provider that can. */
    credentialProvider: z.enum(['keychain', 'vault']).optional(),
    /** Key file of the vault; `vault.key` beside the settings without it. */
    vaultKeyFile: z.string().min(1).optional(),
    /** Opens the vault by a passphrase instead of a key file: from a file, or asked for. */
    vaultPassphrase: z.union([z.literal('prompt'), z.strictObject({ file: z.string().min(1) })]).optional(),
    limits: z
      .strictObject({
        drainMs: milliseconds.default(DRAIN_MS),
      })
      .prefault({}),
    reference: z
      .strictObject({ maxAgeHours: z.number().min(0).max(8760).default(REFERENCE_MAX_AGE_HOURS) })
      .prefault({}),
    retention: z
      .strictObject({
        personalDays: z.number().int().min(1).max(36_500).default(RETENTION_PERSONAL_DAYS),
      })
      .prefault({}),
  })
  .superRefine((settings, context) => {
    if ('state' in settings.connections) {
      context.addIssue({
        code: 'custom',
        path: ['connections', 'state'],
        message: 'another name: "state" is kept for the program',
      })
    }
    for (const [name, route] of Object.entries(settings.routes)) {
      for (const side of ['from', 'to'] as const) {
        if (route[side] in settings.connections) continue
        const message = oneOf(Object.keys(settings.connections))
        context.addIssue({ code: 'custom', path: ['routes', name, side], message })
      }
    }
  })

/** Settings as the program uses them, defaults filled in. */
export type Settings = z.infer<typeof settingsSchema>
/** Settings as a person writes them. */
export type SettingsInput = z.input<typeof settingsSchema>
export type RouteSettings = Settings['routes'][string]
export type FlowSettings = RouteSettings['flows'][string]
export type GuardSettings = RouteSettings['guards']
export type TaxSettings = z.infer<typeof taxSettings>

/** A flow that the settings do not mention. */
export const defaultFlowSettings: FlowSettings = flowSettings.parse({})

const oneOf = (names: readonly string[]): string =>
  names.length === 0
    ? 'the name of a connection, but connections is empty'
    : `the name of a connection: ${names.join(', ')}`
