import { z } from 'zod'
import { SPEND_KINDS, type SpendKind } from '../../model/spend.ts'
import { contractSchema } from './assumptions.ts'

/** The amounts that an entry carries, in the vendor's words. */
export const MONEY_VIEWS = ['amount', 'transaction_amount', 'settlement_amount', 'subsidiary_amount'] as const
export type MoneyView = (typeof MONEY_VIEWS)[number]

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/

const isUsableBase = (text: string): boolean => {
  if (!URL.canParse(text)) return false
  const url = new URL(text)
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') return false
  return url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.test(url.hostname))
}

const baseUrl = z
  .string()
  .refine(isUsableBase, 'an https address without user, query or fragment (http only for this machine)')
  .transform((text) => text.replace(/\/+$/, ''))

const view = z.enum(MONEY_VIEWS)
/** One view, or several in order: the first one that the entry has. There is no silent fallback. */
const views = z.union([view.transform((one) => [one]), z.array(view).min(1)])

const moneyView = z
  .strictObject({
    bill: views.prefault('amount'),
    reimbursement: views.prefault('amount'),
    card: views.prefault('settlement_amount'),
    // A recorded settlement of a reimbursement has no settlement amount.
    settlement: views.prefault(['settlement_amount', 'amount']),
    transfer: views.prefault(['settlement_amount', 'amount']),
    fee: views.prefault(['settlement_amount', 'amount']),
    amortisation: views.prefault(['settlement_amount', 'amount']),
  })
  .prefault({})

const kind = z.enum(SPEND_KINDS).exclude(['other'])

/** Settings of one Airbase connection. */
export const settingsSchema = z.strictObject({
  baseUrl: baseUrl.prefault('https://api.airbase.io'),
  /** Word before the token; the portal of some tenants may say Bearer. */
  scheme: z.enum(['Token', 'Bearer']).default('Token'),
  /** Free name of the organisation, part of the far side's identity. */
  organisation: z.string().min(1).optional(),
  /** Tell Airbase why an entry is parked; its status stays. */
  reportParked: z.boolean().default(false),
  /** Airbase `type` → kind, for entries that no shape rule knows; empty, because the words are not public. */
  kinds: z.record(z.string(), kind).default({}),
  moneyView,
  contract: contractSchema,
})
export type AirbaseSettings = z.output<typeof settingsSchema>
export type Scheme = AirbaseSettings['scheme']

/** Money views by kind; a kind that nobody knows shows its entry amount. */
export const viewsOf = (settings: AirbaseSettings, of: SpendKind): readonly MoneyView[] =>
  of === 'other' ? ['amount'] : settings.moneyView[of]
