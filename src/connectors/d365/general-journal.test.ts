import { describe, expect, it } from 'vitest'
import { UncertainWriteError } from '../../errors/ml-error.ts'
import { present } from '../../lib/assert.ts'
import { voucher } from '../../model/journal.ts'
import { broken, date, openForm, openWorld } from './world.test.ts'

const voucherOf = (minor: bigint, currency = 'USD', decimals = 2) =>
  voucher({
    legalEntity: 'usmf',
    postingDate: date('2026-03-16'),
    currency,
    decimals,
    lines: [
      { account: '600150', dimensions: { Department: 'R-D' }, minor, text: 'Taxi' },
      { account: '200100', dimensions: {}, minor: -minor, text: 'Card' },
    ],
    text: 'Taxi Ann 2026-03-15',
    tax: null,
  })

describe('general journal', () => {
  it('writes debit and credit, found again by trace code, booked with its voucher', async () => {
    const world = openWorld()
    const form = await openForm(world, 'general-journal')
    const document = form.prepare('card-1', voucherOf(4_200n))
    const told = await form.write([document])
    expect(told.error).toBeNull()
    expect(world.sandbox.rows('LedgerJournalLines')).toMatchObject([
      { DebitAmount: 42, AccountDisplayValue: '600150--R\\-D-', Document: document.id },
      { CreditAmount: 42, AccountDisplayValue: '200100---', Document: document.id },
    ])
    expect(world.sandbox.rows('LedgerJournalHeaders')[0]).toHaveProperty(
      'IntegrationKey',
      form.containerOf([document]).trace,
    )
    world.sandbox.book()
    expect(await form.follow(document, told)).toMatchObject({ kind: 'booked', facts: { asSent: true } })
    expect(broken(world)).toEqual([])
  })

  it.each([
    ['JPY', 0, 1_500n, 1500],
    ['KWD', 3, 1_234n, 1.234],
  ])('writes %s with its own decimals', async (currency, decimals, minor, amount) => {
    const world = openWorld()
    const form = await openForm(world, 'general-journal')
    expect(form.reference.currencies.decimals(currency)).toBe(decimals)
    const told = await form.write([form.prepare('card-1', voucherOf(minor, currency, decimals))])
    expect(told.error).toBeNull()
    expect(world.sandbox.rows('LedgerJournalLines')[0]).toHaveProperty('DebitAmount', amount)
    expect(broken(world)).toEqual([])
  })

  it('asks for a journal whose opening got lost, and removes it while it is empty', async () => {
    const world = openWorld()
    const form = await openForm(world, 'general-journal')
    const documents = [form.prepare('card-1', voucherOf(100n))]
    const container = form.containerOf(documents)
    const close = present(form.writer.closeContainer, 'closeContainer')
    expect(await close(container)).toBe('absent')
    world.fault({ match: { method: 'POST', path: 'LedgerJournalHeaders' }, do: { kind: 'drop-after' } })
    const told = await form.write(documents)
    expect(told.error).toBeInstanceOf(UncertainWriteError)
    expect(told.events).toEqual(['opening'])
    expect(await close(container)).toBe('removed')
    expect(world.sandbox.rows('LedgerJournalHeaders')).toEqual([])
    await form.write(documents)
    expect(await close(container)).toBe('in-use')
    expect(broken(world)).toEqual([])
  })

  it('takes back a document of which one line is refused and goes on with the next', async () => {
    const world = openWorld()
    const form = await openForm(world, 'general-journal')
    const good = voucherOf(100n)
    const lines = good.lines.map((line, at) => (at === 1 ? { ...line, account: '600900' } : line))
    const bad = form.prepare('card-1', { ...good, lines })
    const next = form.prepare('card-2', voucherOf(200n))
    const told = await form.write([bad, next])
    expect(told.error).toBeNull()
    expect(told.outcomes.get(bad.id)).toMatchObject({
      kind: 'rejected',
      problems: [{ field: expect.stringContaining('lines[1]') as string }],
    })
    expect(told.outcomes.get(next.id)).toMatchObject({ kind: 'written', link: { lines: [3, 4] } })
    expect(world.sandbox.rows('LedgerJournalLines').map((row) => row['LineNumber'])).toEqual([3, 4])
    expect(broken(world)).toEqual([])
  })

  it('stops a journal in which a document is left in part', async () => {
    const world = openWorld()
    const form = await openForm(world, 'general-journal')
    const good = voucherOf(100n)
    const lines = good.lines.map((line, at) => (at === 1 ? { ...line, account: '600900' } : line))
    const documents = [form.prepare('card-1', { ...good, lines }), form.prepare('card-2', voucherOf(200n))]
    world.fault({ match: { method: 'DELETE' }, do: { kind: 'status', status: 412, json: {} } })
    const told = await form.write(documents)
    expect(told.events.slice(-1)).toEqual([`partial ${documents[0]?.id}`])
    expect(told.outcomes.size).toBe(1)
  })

  it('is withdrawn when a person removes its lines', async () => {
    const world = openWorld()
    const form = await openForm(world, 'general-journal')
    const document = form.prepare('card-1', voucherOf(100n))
    const told = await form.write([document])
    const [header] = world.sandbox.rows('LedgerJournalHeaders')
    world.sandbox.deleteRow('LedgerJournalHeaders', {
      dataAreaId: 'usmf',
      JournalBatchNumber: header?.['JournalBatchNumber'],
    })
    expect(await form.follow(document, told)).toMatchObject({ kind: 'withdrawn' })
  })
})

describe('a journal that others touch', () => {
  const journalKey = (world: ReturnType<typeof openWorld>) => {
    const [header] = world.sandbox.rows('LedgerJournalHeaders')
    return { dataAreaId: 'usmf', JournalBatchNumber: header?.['JournalBatchNumber'] }
  }

  it('is left alone once it is posted, and its document waits for another one', async () => {
    const world = openWorld()
    const form = await openForm(world, 'general-journal')
    const documents = [form.prepare('card-1', voucherOf(100n)), form.prepare('card-2', voucherOf(200n))]
    const posted = {
      error: { innererror: { message: 'Write failed for table row. Infolog: Error: posted.' } },
    }
    world.fault({
      match: { method: 'POST', path: 'Lines' },
      nth: 3,
      do: { kind: 'status', status: 400, json: posted },
    })
    world.fault({
      match: { method: 'GET', path: 'LedgerJournalHeaders' },
      do: { kind: 'shape', field: 'IsPosted', value: 'Yes' },
    })
    const told = await form.write(documents)
    expect(told.error).toMatchObject({ code: 'D365_JOURNAL_CLOSED', exitCode: 7 })
    expect([...told.outcomes.values()].map(({ kind }) => kind)).toEqual(['written'])
    expect(world.sandbox.rows('LedgerJournalLines')).toHaveLength(2)
  })

  it('with a document in part is not completed once it is posted', async () => {
    const world = openWorld()
    const form = await openForm(world, 'general-journal')
    const document = form.prepare('card-1', voucherOf(100n))
    world.fault({ match: { method: 'POST', path: 'Lines' }, nth: 2, do: { kind: 'drop-before' } })
    await form.write([document])
    world.sandbox.editRow('LedgerJournalHeaders', journalKey(world), { IsPosted: 'Yes' })
    expect(await form.findOne(document)).toMatchObject({
      kind: 'unclear',
      problem: { code: 'CONTENT_DIFFERS' },
    })
  })

  it('in which a person added a line to our voucher is not completed', async () => {
    const world = openWorld()
    const form = await openForm(world, 'general-journal')
    const document = form.prepare('card-1', voucherOf(100n))
    world.fault({ match: { method: 'POST', path: 'Lines' }, nth: 2, do: { kind: 'drop-before' } })
    await form.write([document])
    const line = world.sandbox.rows('LedgerJournalLines')[0] ?? {}
    const token = await bearer(world)
    const foreign = {
      ...journalKey(world),
      LineNumber: 9,
      AccountType: 'Ledger',
      CreditAmount: 1,
      Text: 'by hand',
    }
    const body = {
      ...foreign,
      AccountDisplayValue: '200100',
      CurrencyCode: line['CurrencyCode'],
      TransDate: line['TransDate'],
    }
    world.sandbox.handle({
      method: 'POST',
      path: '/data/LedgerJournalLines',
      query: '',
      headers: { authorization: token, 'content-type': 'application/json' },
      body: Buffer.from(JSON.stringify(body)),
    })
    const told = await form.write([document], null)
    expect(told.outcomes.get(document.id)).toMatchObject({
      kind: 'partial',
      problem: { code: 'JOURNAL_CHANGED' },
    })
    expect(told.events).toEqual([`partial ${document.id}`])
  })

  it('whose line number is taken by our own equal line goes on', async () => {
    const world = openWorld()
    const form = await openForm(world, 'general-journal')
    const document = form.prepare('card-1', voucherOf(100n))
    const exists = {
      error: { innererror: { message: 'Infolog: Info: Cannot create it. The record already exists..' } },
    }
    // The line is committed, the answer says that its number is taken: as when a lost request arrives twice.
    let refuseNext = false
    const twice = openWorld({
      transport: (inner) => async (request) => {
        const answer = await inner(request)
        if (request.method !== 'POST' || !request.url.includes('/LedgerJournalLines') || refuseNext)
          return answer
        refuseNext = true
        return { ...answer, status: 400, body: Buffer.from(JSON.stringify(exists)) }
      },
    })
    const again = await openForm(twice, 'general-journal')
    const told = await again.write([document])
    expect(told.outcomes.get(document.id)?.kind).toBe('written')
    expect(twice.sandbox.rows('LedgerJournalLines')).toHaveLength(2)
  })

  it('is not opened when D365 refuses its header: every document is told', async () => {
    const world = openWorld()
    const form = await openForm(world, 'general-journal')
    const documents = [form.prepare('card-1', voucherOf(100n)), form.prepare('card-2', voucherOf(200n))]
    const no = {
      error: { innererror: { message: 'Write failed for table row. Infolog: Error: no such name.' } },
    }
    world.fault({ match: { method: 'POST', path: 'Headers' }, do: { kind: 'status', status: 500, json: no } })
    const told = await form.write(documents)
    expect([...told.outcomes.values()].map(({ kind }) => kind)).toEqual(['rejected', 'rejected'])
    expect(told.events.filter((event) => event.startsWith('sending'))).toEqual([])
  })

  it('whose header came back under another description is removed again', async () => {
    const world = openWorld()
    const form = await openForm(world, 'general-journal')
    const cut = { kind: 'shape', field: 'IntegrationKey', value: 'ML' } as const
    world.fault({ match: { method: 'POST', path: 'Headers' }, do: cut })
    const told = await form.write([form.prepare('card-1', voucherOf(100n))])
    expect([...told.outcomes.values()]).toMatchObject([
      { kind: 'rejected', problems: [{ code: 'ECHO_MISMATCH' }] },
    ])
    expect(world.sandbox.rows('LedgerJournalHeaders')).toEqual([])
  })

  it('leaves a doubt when the answer to its own removal gets lost', async () => {
    const world = openWorld()
    const form = await openForm(world, 'general-journal')
    const good = voucherOf(100n)
    const lines = good.lines.map((line, at) => (at === 1 ? { ...line, account: '600900' } : line))
    const document = form.prepare('card-1', { ...good, lines })
    world.fault({ match: { method: 'DELETE' }, do: { kind: 'drop-after' } })
    expect((await form.write([document])).error).toBeInstanceOf(UncertainWriteError)
    expect(await form.findOne(document)).toEqual({ kind: 'absent' })
  })
})

/** A token of the same sandbox, for a second hand. */
const bearer = async (world: ReturnType<typeof openWorld>): Promise<string> => {
  const { clientId } = world.settings
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: 's3cret+&=',
    scope: `${world.settings.baseUrl}/.default`,
  })
  const answer = await world.transport({
    method: 'POST',
    url: `https://login.microsoftonline.com/${world.settings.tenant}/oauth2/v2.0/token`,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: form.toString(),
    headersTimeoutMs: 1000,
    bodyTimeoutMs: 1000,
    bodyBytesMax: 10_000,
  })
  return `Bearer ${(JSON.parse(answer.body.toString()) as { access_token: string }).access_token}`
}
