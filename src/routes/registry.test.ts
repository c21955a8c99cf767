import { describe, expect, test } from 'vitest'
import { sourceDocument, spend } from '../../test/support/spend-world.ts'
import { connectors } from '../connectors/registry.ts'
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
    expect(spendFlows(['card'], 'transaction').map(({ name, recordKind }) => [name, recordKind])).toEqual([
      ['cards', 'transaction'],
      ['other', 'transaction'],
    ])
  })

  test('report a record that changed after it was written, and never write spend again', () => {
    expect(
      spendFlows(['bill', 'card'], 'x').every(
        ({ onChange, retire }) => onChange === 'conflict' && retire === undefined,
      ),
    ).toBe(true)
  })

  test('look for the invoice of a payment, and of nothing else', () => {
    const flows = spendFlows(['bill', 'settlement'], 'x')
    const linksOf = (name: string) => flows.find((flow) => flow.name === name)?.links
    expect(linksOf('settlements')?.(sourceDocument(spend({ appliesTo: ['b-1', 'b-2'] })))).toEqual([
      'b-1',
      'b-2',
    ])
    expect(linksOf('settlements')?.(sourceDocument(null))).toEqual([])
    expect(linksOf('bills')).toBeUndefined()
  })
})
