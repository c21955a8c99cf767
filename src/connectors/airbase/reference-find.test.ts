import { describe, expect, it } from 'vitest'
import type { VendorRecord } from '../../sandbox/airbase/records.ts'
import { linkOf, vendorRow, tagRow, vendor, tag, link, foundOf, open, whole } from './reference-world.test.ts'
import { openCanned } from './world.test.ts'

describe('finding', () => {
  it('finds nothing in an empty tenant', async () => {
    expect(await foundOf(open().connection, vendor('V-1'))).toEqual({ kind: 'absent' })
  })

  it('finds what is as it should be, whatever the case of the codes', async () => {
    const row = vendorRow('a', 'V-1', { subsidiary_reference_ids: [linkOf('DEMF'), linkOf('USMF')] })
    const { connection } = open({ vendors: [row] })
    const wanted = vendor('V-1', { legalEntities: ['usmf', 'demf'] })
    expect(await foundOf(connection, wanted)).toMatchObject({
      ...whole,
      link: { id: 'a', legalEntity: null },
    })
  })

  it('finds what differs and is to be updated', async () => {
    const rows: Partial<VendorRecord>[] = [
      { name: 'Old name' },
      { is_active: false },
      { subsidiary_reference_ids: [] },
      { subsidiary_reference_ids: [linkOf('DEMF')] },
    ]
    for (const more of rows) {
      const { connection } = open({ vendors: [vendorRow('a', 'V-1', more)] })
      expect(await foundOf(connection, vendor('V-1'))).toMatchObject({ kind: 'ours', whole: false })
    }
  })

  it('reads every page', async () => {
    const rows = Array.from({ length: 600 }, (_, index) => vendorRow(`id-${index}`, `V-${index}`))
    const { connection } = open({ vendors: rows })
    expect(await foundOf(connection, vendor('V-599'))).toMatchObject(whole)
  })

  it('does not decide between two rows of one reference', async () => {
    const { connection } = open({ vendors: [vendorRow('a', 'V-1'), vendorRow('b', 'v-1')] })
    const found = await foundOf(connection, vendor('V-1'))
    expect(found).toMatchObject({
      kind: 'unclear',
      problem: { code: 'REFERENCE_NOT_UNIQUE', message: expect.stringContaining('a, b') },
    })
  })

  it('tells tags of two dimensions apart', async () => {
    const { connection } = open({ tags: [tagRow('a', 'Department', '001'), tagRow('b', 'Site', '001')] })
    expect(await foundOf(connection, tag('Site', '001'))).toMatchObject({ ...whole, link: { id: 'b' } })
    expect(await foundOf(connection, tag('Project', '001'))).toEqual({ kind: 'absent' })
  })

  it('leaves a namesake without a reference to a person, and names its id', async () => {
    const { connection } = open({ vendors: [vendorRow('airbase-9', '', { name: "  o'NEILL  &  söhne " })] })
    const found = await foundOf(connection, vendor('V-1', { name: "O'Neill & Söhne" }))
    expect(found).toMatchObject({
      kind: 'unclear',
      problem: { code: 'POSSIBLE_DUPLICATE_VENDOR', value: 'V-1' },
    })
    expect(found.kind === 'unclear' && found.problem.remedy).toContain('airbase-9')
    expect(await foundOf(connection, vendor('V-1', { name: '株式会社' }))).toEqual({ kind: 'absent' })
  })

  it('takes a row that was linked by hand for ours, to be updated', async () => {
    const { connection } = open({ vendors: [vendorRow('a', '', { name: 'Vendor V-1' })] })
    expect(await foundOf(connection, vendor('V-1'), link('a'))).toMatchObject({
      kind: 'ours',
      whole: false,
      link: { id: 'a' },
    })
  })

  it('does not touch a linked row that carries another reference, nor one beside its double', async () => {
    const { connection } = open({
      vendors: [vendorRow('a', 'V-2'), vendorRow('b', 'V-1'), vendorRow('c', '')],
    })
    expect(await foundOf(connection, vendor('V-3'), link('a'))).toMatchObject({
      problem: { code: 'REFERENCE_LINKED_ELSEWHERE' },
    })
    expect(await foundOf(connection, vendor('V-1'), link('c'))).toMatchObject({
      problem: { code: 'REFERENCE_NOT_UNIQUE' },
    })
    expect(await foundOf(connection, vendor('V-9'), link('gone'))).toEqual({ kind: 'absent' })
  })

  it('shares one reading among the look-ups of one step, and asks anew a second later', async () => {
    const { connection, sandbox, clock } = open({ vendors: [vendorRow('a', 'V-1')] })
    await Promise.all([foundOf(connection, vendor('V-1')), foundOf(connection, vendor('V-2'))])
    await foundOf(connection, vendor('V-3'))
    expect(sandbox.requestLog).toHaveLength(1)
    clock.advance(1_001)
    await foundOf(connection, vendor('V-1'))
    expect(sandbox.requestLog).toHaveLength(2)
  })

  it('asks again after a reading that failed', async () => {
    const { connection, faulty } = open({ vendors: [vendorRow('a', 'V-1')] })
    faulty.add({ match: {}, do: { kind: 'status', status: 500 } })
    await expect(foundOf(connection, vendor('V-1'))).rejects.toMatchObject({ code: 'HTTP_500' })
    expect(await foundOf(connection, vendor('V-1'))).toMatchObject(whole)
  })

  it('reads a list that moved again, so that no row is taken for absent', async () => {
    const rows = Array.from({ length: 9 }, (_, index) => vendorRow(`id-${index}`, `V-${index}`))
    const { connection, faulty } = open({ vendors: rows }, {}, { contract: { paging: { size: 3 } } })
    faulty.add({ match: { path: 'page=2' }, do: { kind: 'page', change: 'duplicate' } })
    expect(await foundOf(connection, vendor('V-5'))).toMatchObject(whole)
    const other = open({ vendors: rows }, {}, { contract: { paging: { size: 3 } } })
    other.faulty.add({ match: { path: 'page=2' }, times: 9, do: { kind: 'page', change: 'duplicate' } })
    await expect(foundOf(other.connection, vendor('V-5'))).rejects.toMatchObject({
      code: 'AIRBASE_LIST_MOVES',
      retryable: true,
    })
  })

  it('halts at a row without an id', async () => {
    const { connection } = openCanned([
      { body: { data: [{ name: 'x' }], pagination: { next: null, page_size: 9 } } },
    ])
    await expect(foundOf(connection, vendor('V-1'))).rejects.toMatchObject({
      code: 'AIRBASE_ROW_WITHOUT_ID',
      exitCode: 11,
    })
  })
})
