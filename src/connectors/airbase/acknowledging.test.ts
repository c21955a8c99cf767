import { describe, expect, it } from 'vitest'
import { createAirbaseSandbox } from '../../sandbox/airbase/sandbox.ts'
import { seededRandom } from '../../lib/random.ts'
import { sandboxTransport } from '../../../test/support/sandbox-transport.ts'
import { bill, entriesOf, openCanned, openConnection, openTenant, readAll, testClock } from './world.test.ts'

describe('acknowledging', () => {
  const item = { ref: bill(1).airbase_id, reference: 'USMF-VI-000987', url: 'https://erp.example/?mi=1' }

  it('reports status, reference and address and clears the message, as often as one likes', async () => {
    const { connection, sandbox } = openTenant({
      seed: { ledger_entries: [bill(1, { error_message: 'no account' })] },
    })
    const { acknowledge } = entriesOf(connection)
    await acknowledge?.(item)
    const once = sandbox.entries.find(item.ref)
    await acknowledge?.(item)
    expect(sandbox.entries.find(item.ref)).toEqual(once)
    expect(once).toMatchObject({
      status: 'sync_complete',
      erp_reference_id: 'USMF-VI-000987',
      erp_url: 'https://erp.example/?mi=1',
      error_message: '',
    })
    expect(sandbox.violations).toEqual([])
    expect(await readAll(connection)).toEqual([])
  })

  it('is in doubt after a lost answer, and harmless to repeat', async () => {
    const { connection, faulty, sandbox } = openTenant({ seed: { ledger_entries: [bill(1)] } })
    faulty.add({ match: { method: 'PATCH' }, do: { kind: 'drop-after' } })
    const { acknowledge } = entriesOf(connection)
    await expect(acknowledge?.(item)).rejects.toMatchObject({ exitCode: 5 })
    await acknowledge?.(item)
    expect(sandbox.acknowledged()).toMatchObject([{ times: 2, erpReferenceId: 'USMF-VI-000987' }])
    expect(sandbox.violations).toEqual([])
  })

  it('parks what Airbase refuses, with its words', async () => {
    const { connection } = openTenant()
    const refused = entriesOf(connection).acknowledge?.(item)
    await expect(refused).rejects.toMatchObject({ code: 'AIRBASE_REPORT_REFUSED', exitCode: 3 })
    await expect(entriesOf(connection).acknowledge?.(item)).rejects.toThrow('Not found.')
  })

  it('leaves out what the contract of the settings leaves out', async () => {
    const contract = { ack: { reference: 'erp_number', url: null }, status: { done: 'posted' } }
    const { connection, sent } = openCanned([{}], { settings: { contract } })
    await entriesOf(connection).acknowledge?.(item)
    expect(JSON.parse(sent[0]?.body ?? '')).toEqual({
      status: 'posted',
      erp_number: 'USMF-VI-000987',
      error_message: null,
    })
  })

  it('reports a parked entry only when the setting asks for it, and leaves its status', async () => {
    const seed = { ledger_entries: [bill(1)] }
    expect(entriesOf(openTenant({ seed }).connection).reportProblem).toBeNull()
    const { connection, sandbox } = openTenant({ seed }, { settings: { reportParked: true } })
    await entriesOf(connection).reportProblem?.(item.ref, `Kein Konto „Büro“ 🧾 ${'x'.repeat(600)}`)
    const entry = sandbox.entries.find(item.ref)
    expect(entry).toMatchObject({ status: 'sync_ready' })
    expect([...(entry?.error_message ?? '')]).toHaveLength(500)
  })

  it('cannot write in a dry run', async () => {
    const clock = testClock()
    const sandbox = createAirbaseSandbox({
      seed: { ledger_entries: [bill(1)] },
      clock,
      random: seededRandom(1),
    })
    const { connection } = openConnection(
      sandboxTransport((r) => ({ kind: 'response', response: sandbox.handle(r) })),
      { readOnly: true },
    )
    await expect(entriesOf(connection).acknowledge?.(item)).rejects.toMatchObject({ code: 'DRY_RUN_WRITE' })
    expect(sandbox.requestLog).toEqual([])
  })

  it('links to an entry only where the settings know the address', () => {
    expect(entriesOf(openTenant().connection).link('a/b')).toBeNull()
    const settings = { contract: { entryLink: 'https://portal.example/e/{id}' } }
    expect(entriesOf(openTenant({}, { settings }).connection).link('a/b')).toBe(
      'https://portal.example/e/a%2Fb',
    )
  })
})
