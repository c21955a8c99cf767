import { describe, expect, test } from 'vitest'
import { documentEntry, writePlan } from '../../test/support/document-entry.ts'
import {
  day,
  documentOf,
  flowContext,
  problemsIn,
  sourceDocument,
  spend,
  TRACE,
  type ContextChange,
} from '../../test/support/spend-world.ts'
import { DOCUMENT_STATES, type DocumentEntry, type WritePlan } from '../contract/document-entry.ts'
import type { Spend } from '../model/spend.ts'
import { translateSettlement } from './spend-payment.ts'

const booked = (plan: Partial<WritePlan> = {}, change: Partial<DocumentEntry> = {}) =>
  documentEntry('b-1', { state: 'booked', plan: writePlan('b-1', { number: 'INV-1', ...plan }), ...change })
const translate = (
  change: Partial<Spend> = {},
  entry: DocumentEntry | null = booked(),
  context: ContextChange = {},
) =>
  translateSettlement(
    sourceDocument(spend({ kind: 'settlement', appliesTo: ['b-1'], ...change })),
    flowContext({ flow: 'settlements', linked: new Map([['b-1', entry]]), ...context }),
  )
const payment = (...parts: Parameters<typeof translate>) => documentOf(translate(...parts), 'payment')

describe('a payment', () => {
  test('settles the invoice that was booked, against the clearing account, under its trace code', () => {
    expect(translate()).toEqual({
      form: 'payment-journal',
      document: {
        type: 'payment',
        legalEntity: 'usmf',
        vendor: 'V-1',
        postingDate: '2026-06-15',
        currency: 'USD',
        decimals: 2,
        minor: 10_000n,
        invoice: { number: 'INV-1', legalEntity: 'usmf', vendor: 'V-1', minor: 10_000n },
        clearingAccount: '110100',
        methodOfPayment: 'AIRBASE',
        reference: TRACE,
        text: `Airbase ${TRACE} AIRBASE INV-1`,
      },
    })
  })

  test('goes to the vendor that was billed for the other one', () => {
    const { vendor, invoice } = payment({}, booked({ party: 'V-BILLED' }))
    expect([vendor, invoice.vendor]).toEqual(['V-PARENT', 'V-PARENT'])
  })

  test('of a vendor that the local copy does not know goes to the vendor of the invoice', () => {
    expect(payment({}, booked({ party: 'V-NEW' })).vendor).toBe('V-NEW')
  })

  test('goes through whatever other hold the vendor is on: the money has left', () => {
    for (const party of ['V-HOLD', 'V-OTHER', 'V-BILLED-HOLD'])
      expect(payment({}, booked({ party })).type).toBe('payment')
  })

  test('settles an invoice of another hand that was adopted: the target says whether it is booked', () => {
    const problems = [{ code: 'ADOPTED', field: '', value: '', message: '', remedy: '' }]
    expect(payment({}, booked({}, { state: 'skipped', problems })).invoice.number).toBe('INV-1')
  })

  test.each(DOCUMENT_STATES.filter((state) => state !== 'booked'))(
    'waits while its invoice is %s',
    (state) => {
      const [problem] = problemsIn(() => translate({}, booked({}, { state })))
      expect(problem).toMatchObject({ code: 'INVOICE_NOT_BOOKED', message: expect.stringContaining(state) })
    },
  )

  test('of something that is no invoice waits, and so does one of an invoice that was never planned', () => {
    for (const entry of [booked({ number: null }), booked({ party: null }), booked({}, { plan: null })]) {
      expect(problemsIn(() => translate({}, entry)).map(({ code }) => code)).toEqual(['INVOICE_NOT_BOOKED'])
    }
  })

  test('in a closed period is booked on the first open day, with its own date in the text', () => {
    const late = payment({ date: day('2026-11-20') })
    expect([late.postingDate, late.text]).toEqual([
      '2026-12-01',
      `Airbase ${TRACE} AIRBASE INV-1 (2026-11-20)`,
    ])
  })

  test('in a closed period parks where the setting says so', () => {
    const found = problemsIn(() =>
      translate({ date: day('2026-11-20') }, booked(), { settings: { closedPeriod: 'park' } }),
    )
    expect(found.map(({ code }) => code)).toEqual(['PERIOD_CLOSED'])
  })
})
