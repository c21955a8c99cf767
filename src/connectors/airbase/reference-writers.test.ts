import { describe, expect, it } from 'vitest'
import type { Found } from '../../contract/target.ts'
import { present } from '../../lib/assert.ts'
import type { ReferenceRecord } from '../../model/reference-record.ts'
import {
  subsidiary,
  linkOf,
  vendorRow,
  vendor,
  account,
  tag,
  writerOf,
  link,
  traceOf,
  findAll,
  write,
  foundOf,
  open,
  whole,
} from './reference-world.test.ts'
import { asTrace, openConnection } from './world.test.ts'

describe('writing in bulk', () => {
  const names = ["O'Neill & Söhne", '株式会社テスト', 'Zażółć "gęślą" jaźń', 'שלום 🧾', 'Back\\slash']

  it('creates and updates in one call, and links each to its own row', async () => {
    const { connection, sandbox } = open({ vendors: [vendorRow('a', 'V-0', { name: 'Old' })] })
    const records = names.map((name, index) => vendor(`V-${index}`, { name }))
    const { kinds, outcomes, sending, error } = await write(connection, records)
    expect(error).toBeNull()
    expect(kinds).toEqual(names.map(() => 'written'))
    expect(sending).toEqual([records.map(traceOf)])
    for (const record of records) {
      const outcome = outcomes.get(traceOf(record))
      const id = outcome?.kind === 'written' ? outcome.link.id : ''
      expect(sandbox.reference.vendors.find(id)).toMatchObject({
        erp_reference_id: record.id,
        name: record.name,
        is_active: true,
      })
    }
    expect(sandbox.requestLog.filter((entry) => entry.method === 'POST')).toHaveLength(1)
    expect(sandbox.violations).toEqual([])
    expect(
      (await findAll(connection, records)).map((item) => item.found.kind === 'ours' && item.found.whole),
    ).toEqual(names.map(() => true))
  })

  it('writes accounts with their type, and keeps the category that people gave them', async () => {
    const { connection, sandbox } = open()
    expect((await write(connection, [account('605110')])).kinds).toEqual(['written'])
    const [row] = sandbox.reference.accounts.withReference('605110')
    expect(row).toMatchObject({ account_number: '605110', type: 'Expense', category: '', is_active: true })
    expect(row?.subsidiary_reference_ids).toEqual([linkOf('USMF'), linkOf('DEMF')])
    expect(row?.erp_currency_reference_id).toBeNull()
    sandbox.editReference('accounts', { ...present(row, 'the row'), category: 'Travel' } as never)
    await write(connection, [{ ...account('605110'), name: 'New name' }])
    expect(sandbox.reference.accounts.withReference('605110')).toMatchObject([
      { category: 'Travel', name: 'New name' },
    ])
    expect(sandbox.violations).toEqual([])
  })

  it('deactivates and activates by an update, never by a delete', async () => {
    const { connection, sandbox } = open({ vendors: [vendorRow('a', 'V-1')] })
    await write(connection, [vendor('V-1', { active: false })])
    expect(sandbox.reference.vendors.find('a')).toMatchObject({ is_active: false })
    await write(connection, [vendor('V-1')])
    expect(sandbox.reference.vendors.find('a')).toMatchObject({ is_active: true, name: 'Vendor V-1' })
  })

  it('gives a vendor that was born in Airbase its reference', async () => {
    const { connection, sandbox } = open({ vendors: [vendorRow('a', '', { name: 'Vendor V-1' })] })
    expect((await write(connection, [vendor('V-1')], link('a'))).kinds).toEqual(['written'])
    expect(sandbox.reference.vendors.all()).toMatchObject([{ airbase_id: 'a', erp_reference_id: 'V-1' }])
    expect(sandbox.violations).toEqual([])
  })

  it('sends tags that share a code in calls of their own, so that each finds its row', async () => {
    const { connection, sandbox } = open()
    const records = [tag('Department', '001'), tag('Site', '001'), tag('Site', '002')]
    const { outcomes } = await write(connection, records)
    for (const record of records) {
      const outcome = outcomes.get(traceOf(record))
      const row = sandbox.reference.tags.find(outcome?.kind === 'written' ? outcome.link.id : '')
      expect(row).toMatchObject({
        type_label: record.type === 'dimension-value' ? record.dimension : '',
        erp_reference_id: record.id,
      })
    }
    expect(sandbox.requestLog.filter((entry) => entry.method === 'POST')).toHaveLength(2)
  })

  it('refuses the rows that the answer names by index, and sends the rest again', async () => {
    const long = 'x'.repeat(300)
    const { connection, sandbox } = open()
    const records = [
      vendor('V-0'),
      vendor('V-1', { name: long }),
      vendor('V-2'),
      vendor('V-3', { name: long }),
      vendor('V-4'),
    ]
    const { kinds, outcomes, sending } = await write(connection, records)
    expect(kinds).toEqual(['written', 'rejected', 'written', 'rejected', 'written'])
    expect(outcomes.get(traceOf(records[1] as ReferenceRecord))).toMatchObject({
      problems: [
        { code: 'AIRBASE_REFUSED', value: 'V-1', message: expect.stringContaining('no more than 255') },
      ],
    })
    expect(sandbox.reference.vendors.all()).toHaveLength(3)
    expect(sending).toHaveLength(1)
  })

  it('refuses a record of an unknown company and names it; the others go', async () => {
    const { connection, sandbox } = open()
    const { kinds, outcomes } = await write(connection, [
      vendor('V-1', { legalEntities: ['USMF', 'JPMF'] }),
      vendor('V-2'),
    ])
    expect(kinds).toEqual(['rejected', 'written'])
    expect(outcomes.get(asTrace('ML-V-1'))).toMatchObject({
      problems: [{ code: 'SUBSIDIARY_UNKNOWN', value: 'JPMF' }],
    })
    await write(connection, [vendor('V-3')])
    expect(sandbox.requestLog.filter((entry) => entry.path.includes('subsidiaries'))).toHaveLength(1)
  })

  it('does not choose between two companies of one code', async () => {
    const { connection } = open({
      subsidiaries: [subsidiary('USMF'), { ...subsidiary('USMF'), id: 'x', airbase_id: 'x' }],
    })
    const { outcomes } = await write(connection, [vendor('V-1')])
    expect(outcomes.get(asTrace('ML-V-1'))).toMatchObject({ problems: [{ code: 'SUBSIDIARY_NOT_UNIQUE' }] })
  })

  it('refuses all of them with the reason when the whole call is refused', async () => {
    const { connection, faulty } = open()
    faulty.add({
      match: { method: 'POST' },
      do: { kind: 'status', status: 400, text: 'Entity not found', headers: { 'X-Request-Id': 'r-9' } },
    })
    const { outcomes, kinds } = await write(connection, [vendor('V-1'), vendor('V-2')])
    expect(kinds).toEqual(['rejected', 'rejected'])
    expect(outcomes.get(asTrace('ML-V-1'))).toMatchObject({
      problems: [
        { message: 'Airbase did not take "V-1": Entity not found.', remedy: expect.stringContaining('r-9') },
      ],
    })
  })

  it('knows an update by its id, where the answer gives no reference', async () => {
    const { connection, faulty } = open({ vendors: [vendorRow('a', 'V-1', { name: 'Old' })] })
    const json = { updated: [{ airbase_id: 'a' }] }
    faulty.add({ match: { method: 'POST' }, do: { kind: 'status', status: 200, json } })
    expect((await write(connection, [vendor('V-1')])).kinds).toEqual(['written'])
  })

  it('refuses what the answer does not name', async () => {
    const { connection, faulty } = open()
    faulty.add({
      match: { method: 'POST' },
      do: { kind: 'status', status: 200, json: { created: [{ airbase_id: 'n', erp_reference_id: 'V-2' }] } },
    })
    expect((await write(connection, [vendor('V-1'), vendor('V-2')])).kinds).toEqual(['rejected', 'written'])
  })

  const losses = ['drop-after', 'silence'] as const
  for (const kind of losses) {
    it(`is in doubt after a lost answer (${kind}), and finds by asking anew`, async () => {
      const { connection, faulty, sandbox } = open()
      faulty.add({ match: { method: 'POST' }, do: kind === 'silence' ? { kind, committed: true } : { kind } })
      const records = [vendor('V-1'), vendor('V-2')]
      const { error, kinds } = await write(connection, records)
      expect(error).toMatchObject({ exitCode: 5 })
      expect(kinds).toEqual(['none', 'none'])
      const again = await write(connection, records)
      expect(again.items.map((item) => item.found)).toMatchObject([whole, whole])
      expect(sandbox.reference.vendors.all()).toHaveLength(2)
      expect(sandbox.violations).toEqual([])
    })
  }

  it('does not share what was read while a write was on its way', async () => {
    const tenant = open()
    let during: Promise<Found> | null = null
    const { connection } = openConnection(
      async (request) => {
        if (request.method === 'POST') await (during ??= foundOf(connection, vendor('V-1')))
        return tenant.transport(request)
      },
      { clock: tenant.clock },
    )
    await write(connection, [vendor('V-1')])
    expect(await during).toEqual({ kind: 'absent' })
    expect(await foundOf(connection, vendor('V-1'))).toMatchObject(whole)
  })

  it('finds what was committed late once it is there', async () => {
    const { connection, faulty, clock } = open()
    faulty.add({ match: { method: 'POST' }, do: { kind: 'commit-late', afterMs: 5_000 } })
    expect((await write(connection, [vendor('V-1')])).error).toMatchObject({ exitCode: 5 })
    expect(await foundOf(connection, vendor('V-1'))).toEqual({ kind: 'absent' })
    clock.advance(60_000)
    expect(await foundOf(connection, vendor('V-1'))).toMatchObject(whole)
  })

  it('is not believed when the answer names our row by another reference, or by an empty one', async () => {
    for (const erp_reference_id of ['V-9', '']) {
      const { connection, faulty } = open({ vendors: [vendorRow('a', 'V-1', { name: 'Old' })] })
      const json = { created: [], updated: [{ airbase_id: 'a', erp_reference_id }] }
      faulty.add({
        match: { method: 'POST', path: 'bulk_upsert' },
        do: { kind: 'status', status: 200, json },
      })
      const { outcomes } = await write(connection, [vendor('V-1')])
      expect(outcomes.get(asTrace('ML-V-1'))).toMatchObject({
        kind: 'partial',
        link: { id: 'a' },
        problem: { code: 'REFERENCE_NOT_LINKED' },
      })
    }
  })

  it('is in doubt when the answer cannot be read', async () => {
    for (const fault of [
      { kind: 'truncate', atByte: 10 },
      { kind: 'html' },
      { kind: 'status', status: 500 },
    ] as const) {
      const { connection, faulty } = open()
      faulty.add({ match: { method: 'POST' }, do: fault })
      expect((await write(connection, [vendor('V-1')])).error).toMatchObject({ exitCode: 5 })
    }
  })

  it('stops at a refused token: nothing of it was written', async () => {
    const { connection, faulty } = open()
    faulty.add({ match: { method: 'POST' }, do: { kind: 'token-expired' } })
    expect((await write(connection, [vendor('V-1')])).error).toMatchObject({ exitCode: 8 })
  })

  it('follows nothing: what is written is final', async () => {
    const { connection } = open()
    const item = { id: asTrace('ML-1'), body: {}, link: link('a') }
    const followed = await writerOf(connection, vendor('V-1')).follow([item])
    expect(followed.get(item.id)).toEqual({ kind: 'unchanged' })
  })
})

describe('writing one by one', () => {
  const settings = { contract: { bulk: { enabled: false } } }

  it('creates, and updates without the reference', async () => {
    const { connection, sandbox } = open({ vendors: [vendorRow('a', 'V-0', { name: 'Old' })] }, {}, settings)
    expect((await write(connection, [vendor('V-0'), vendor('V-1')])).kinds).toEqual(['written', 'written'])
    expect(sandbox.reference.vendors.find('a')?.name).toBe('Vendor V-0')
    expect(sandbox.reference.vendors.withReference('V-1')).toHaveLength(1)
    expect(sandbox.violations).toEqual([])
  })

  it('refuses one and goes on, and says that a reference cannot be filled in this way', async () => {
    const { connection } = open({ vendors: [vendorRow('a', '')] }, {}, settings)
    expect(
      (await write(connection, [vendor('V-1', { name: 'x'.repeat(300) }), vendor('V-2')])).kinds,
    ).toEqual(['rejected', 'written'])
    const { outcomes } = await write(connection, [vendor('V-3')], link('a'))
    expect(outcomes.get(asTrace('ML-V-3'))).toMatchObject({
      kind: 'partial',
      problem: { code: 'REFERENCE_NOT_LINKED' },
    })
  })
})
