import { describe, expect, it } from 'vitest'
import type { LedgerIntent } from './intent.ts'
import { judgeLedger, type LedgerAmount } from './ledger-verdict.ts'

const intent = (accounts: readonly [string, bigint][], vendor: bigint): LedgerIntent => ({
  accounts: accounts.map(([text, minor]) => {
    const [account = '', ...values] = text.split(' ')
    return { account, values, minor }
  }),
  vendor,
})
const entries = (...all: readonly [string, bigint][]): readonly LedgerAmount[] =>
  all.map(([text, minor]) => ({ segments: text.split(' '), minor }))
const verdict = (sent: LedgerIntent, ...booked: readonly [string, bigint][]) =>
  judgeLedger(sent, entries(...booked)).kind

describe('a voucher in the ledger', () => {
  const two = intent([['6001 022', 100n], ['6001 023', 50n]], -150n)

  it.each<[string, LedgerIntent, [string, bigint][]]>([
    ['line by line', two, [['6001 022', 100n], ['6001 023', 50n], ['2001', -150n]]],
    ['with the segments in another order', two, [['022 6001', 100n], ['023 6001', 50n], ['2001', -150n]]],
    ['with dimensions added', two, [['6001 022 A', 100n], ['6001 023 A', 50n], ['2001 A', -150n]]],
    ['in another case', intent([['60a 022', 1n]], -1n), [['60A 022', 1n], ['2001', -1n]]],
    ['summed up', intent([['6001', 1n], ['6001', 2n]], -3n), [['6001', 3n], ['2001', -3n]]],
    ['taken apart', intent([['6001', 3n]], -3n), [['6001', 1n], ['6001', 2n], ['2001', -3n]]],
    ['summed up with what a default made equal', intent([['6001', 1n], ['6001 022', 2n]], -3n), [['6001 022', 3n], ['2001', -3n]]],
    ['with amounts that cancel out', intent([['6001', 5n], ['6001', -5n], ['6002', 1n]], -1n), [['6002', 1n], ['2001', -1n]]],
    ['of a credit note', intent([['6001', -4n]], 4n), [['6001', -4n], ['2001', 4n]]],
    ['without a vendor', intent([['6001', 4n], ['1101', -4n]], 0n), [['1101', -4n], ['6001', 4n]]],
  ])('is what was sent %s', (_how, sent, booked) => {
    expect(verdict(sent, ...booked)).toBe('equal')
  })

  it.each<[string, LedgerIntent, [string, bigint][]]>([
    ['another amount', two, [['6001 022', 90n], ['6001 023', 50n], ['2001', -140n]]],
    ['another account', two, [['6002 022', 100n], ['6001 023', 50n], ['2001', -150n]]],
    ['another dimension', two, [['6001 024', 100n], ['6001 023', 50n], ['2001', -150n]]],
    ['a dimension less', two, [['6001', 100n], ['6001 023', 50n], ['2001', -150n]]],
    ['amounts moved between its lines', two, [['6001 022', 50n], ['6001 023', 100n], ['2001', -150n]]],
    ['tax on top', intent([['6001', 100n]], -100n), [['6001', 100n], ['1500', 25n], ['2001', -125n]]],
    ['tax taken out', intent([['6001', 100n]], -100n), [['6001', 80n], ['1500', 20n], ['2001', -100n]]],
    ['more on an account of ours, taken off another', two, [['6001 022', 101n], ['6001 023', 50n], ['6009', -1n], ['2001', -150n]]],
    ['the other side', intent([['6001', 4n]], -4n), [['6001', -4n], ['2001', 4n]]],
    ['one value where two of the same were sent', intent([['6001 022 022', 4n]], -4n), [['6001 022', 4n], ['2001', -4n]]],
  ])('is not what was sent with %s', (_what, sent, booked) => {
    expect(verdict(sent, ...booked)).toBe('otherwise')
  })

  it('has entries beside ours when others cancel each other out', () => {
    const booked = [['6001', 4n], ['2001', -4n], ['1999 A', 4n], ['1999 B', -4n]] as [string, bigint][]
    expect(verdict(intent([['6001', 4n]], -4n), ...booked)).toBe('beside')
  })
})
