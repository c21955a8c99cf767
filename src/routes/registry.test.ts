import { describe, expect, test } from 'vitest'
import { flowContext, problemsIn, sourceDocument, spend } from '../../test/support/spend-world.ts'
import { connectors } from '../connectors/registry.ts'
import type { FlowSettings } from '../contract/route.ts'
import { routesOf } from './registry.ts'
import { spendFlows } from './spend-flows.ts'

const names = (route: string) =>
  routesOf(connectors)
    .find(({ name }) => name === route)
    ?.flows.map(({ name }) => name)

describe('routes', () => {
  test('run what is paid before its payment', () => {
    expect(names('airbase-to-d365')).toEqual([
      'bills',
      'reimbursements',
      'cards',
      'settlements',
      'transfers',
      'fees',
      'amortisation',
      'other',
    ])
    expect(names('d365-to-airbase')).toEqual(['accounts', 'vendors', 'dimensions'])
  })

  test('know which side is the ledger', () => {
    expect(routesOf(connectors).map(({ name, ledger }) => [name, ledger])).toEqual([
      ['d365-to-airbase', 'from'],
      ['airbase-to-d365', 'to'],
    ])
  })

  test('have a flow in which unknown kinds wait, whatever a system hands over', () => {
    expect(
      spendFlows({ kinds: ['card'], recordKind: 'transaction' }).map(({ name, recordKind }) => [
        name,
        recordKind,
      ]),
    ).toEqual([
      ['cards', 'transaction'],
      ['other', 'transaction'],
    ])
  })

  test('report a record that changed after it was written, and never write spend again', () => {
    expect(
      spendFlows({ kinds: ['bill', 'card'], recordKind: 'x' }).every(
        ({ onChange, retire }) => onChange === 'conflict' && retire === undefined,
      ),
    ).toBe(true)
  })

  test('look for the invoice of a payment, and of nothing else', () => {
    const flows = spendFlows({ kinds: ['bill', 'settlement'], recordKind: 'x' })
    const linksOf = (name: string) => flows.find((flow) => flow.name === name)?.links
    expect(linksOf('settlements')?.(sourceDocument(spend({ appliesTo: ['b-1', 'b-2'] })))).toEqual([
      'b-1',
      'b-2',
    ])
    expect(linksOf('settlements')?.(sourceDocument(null))).toEqual([])
    expect(linksOf('bills')).toBeUndefined()
  })

  test('let the source pay where it usually does and the settings do not say otherwise', () => {
    const paying = (paidBy: 'source' | 'd365' | undefined, own: Partial<FlowSettings>) => {
      const [bills] = spendFlows({ kinds: ['bill'], recordKind: 'x', ...(paidBy && { paidBy }) })
      return problemsIn(() =>
        bills!.translate(sourceDocument(spend()), flowContext({ settings: { paidBy: undefined, ...own } })),
      ).map(({ code }) => code)
    }
    expect(paying('source', { methodOfPayment: 'AIRBASE' })).toEqual([])
    expect(paying('source', { methodOfPayment: undefined })).toEqual(['PAYMENT_METHOD_MISSING'])
    expect(paying('source', { methodOfPayment: undefined, paidBy: 'd365' })).toEqual([])
    expect(paying(undefined, { methodOfPayment: 'AIRBASE' })).toEqual(['PAID_BY_NOT_DECIDED'])
    expect(connectors.find(({ name }) => name === 'airbase')?.abilities.spend?.paidBy).toBe('source')
  })
})
