import { describe, expect, test } from 'vitest'
import type { RunReport } from '../../src/engine/run-route.ts'
import { rehearsal, type Rehearsal } from '../support/rehearsal.ts'

const countOf = (report: RunReport, name: 'written' | 'repeated' | 'retired'): number =>
  report.flows.reduce((sum, { counts }) => sum + counts[name].count, 0)
const vendorsOf = (world: Rehearsal) => world.airbase.app.reference.vendors.all()
const writesOf = (world: Rehearsal) => world.airbase.app.requestLog.filter(({ wrote, path }) => wrote && !path.includes('entity/sync')).length

describe('reference data to Airbase', () => {
  test('is created once; an unchanged row is counted and not written again', async () => {
    const world = rehearsal({ seed: 51, bills: 1 })
    const first = await world.run('d365-to-airbase')
    const writes = writesOf(world)
    const second = await world.run('d365-to-airbase')
    expect(countOf(first, 'written')).toBeGreaterThan(30)
    expect([countOf(second, 'written'), writesOf(world)]).toEqual([0, writes])
    expect(countOf(second, 'repeated')).toBe(countOf(first, 'written') + first.standing.reduce((sum, { count }) => sum + count, 0))
    expect(world.violations()).toEqual([])
  })

  test('is updated when D365 changes it, and taken out of use, never deleted, when D365 no longer has it', async () => {
    const world = rehearsal({ seed: 52, bills: 1 })
    await world.run('d365-to-airbase')
    const linked = vendorsOf(world).filter((row) => row.erp_reference_id !== '' && row.erp_reference_id !== null)
    const [renamed, gone] = [linked[0]?.erp_reference_id ?? '', linked[1]?.erp_reference_id ?? '']
    for (const row of world.d365.app.rows('VendorsV3')) {
      const key = { dataAreaId: row.dataAreaId ?? null, VendorAccountNumber: row.VendorAccountNumber ?? null }
      if (row.VendorAccountNumber === renamed) world.d365.app.editRow('VendorsV3', key, { VendorOrganizationName: 'Renamed & Sons' })
      if (row.VendorAccountNumber === gone) world.d365.app.deleteRow('VendorsV3', key)
    }
    const before = vendorsOf(world).length
    const report = await world.run('d365-to-airbase')
    const byReference = new Map(vendorsOf(world).map((row) => [row.erp_reference_id, row]))
    expect(byReference.get(renamed)?.name).toBe('Renamed & Sons')
    expect(byReference.get(gone)).toMatchObject({ is_active: false })
    expect([vendorsOf(world).length, countOf(report, 'retired')]).toEqual([before, 1])
    expect(countOf(await world.run('d365-to-airbase'), 'written')).toBe(0)
  })

  test('links a vendor that was born in Airbase where a mapping names it, instead of creating a second one', async () => {
    const world = rehearsal({ seed: 53, bills: 1 })
    const first = await world.run('d365-to-airbase')
    const parked = first.standing.find(({ code }) => code === 'POSSIBLE_DUPLICATE_VENDOR')
    const [account, airbaseId] = /vendor "([^"]+)" ([0-9a-f-]{36})/.exec(parked?.remedy ?? '')?.slice(1) ?? []
    world.changeMapping('d365-to-airbase', [{ table: 'vendor', code: account ?? '', value: airbaseId ?? '' }])
    const before = vendorsOf(world).length
    await world.run('d365-to-airbase')
    expect(vendorsOf(world).length).toBe(before)
    expect(vendorsOf(world).find((row) => row.airbase_id === airbaseId)?.erp_reference_id).toBe(account)
  })
})
