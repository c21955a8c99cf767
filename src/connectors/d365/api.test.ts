import { describe, expect, it } from 'vitest'
import {
  CredentialError,
  RetryableError,
  UncertainWriteError,
  UsageError,
  WireError,
} from '../../errors/ml-error.ts'
import { present } from '../../lib/assert.ts'
import type { Secret } from '../../lib/secret.ts'
import { broken, invoiceOf, openForm, openWorld, readReference, type World } from './world.test.ts'

const currencies = (world: World) =>
  present(world.connection.reference, 'reference').read('currencies', new AbortController().signal)
const caught = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'no error',
    (error: unknown) => error,
  )

describe('requests', () => {
  it('read page by page in the order of the key', async () => {
    const world = openWorld({ sandbox: { pageSizeMax: 2 } })
    expect((await currencies(world)).map(({ code }) => code)).toEqual(['EUR', 'GBP', 'JPY', 'KWD', 'USD'])
    expect(broken(world)).toEqual([])
  })

  it('read in pages of our own size when a setting asks for it', async () => {
    const world = openWorld({ settings: { pageSize: 2 } })
    expect(await currencies(world)).toHaveLength(5)
    expect(world.requests(/GET .*Currencies/)).toBe(3)
  })

  it('refuse a next page on another host', async () => {
    const asked: string[] = []
    const world = openWorld({
      sandbox: { pageSizeMax: 2 },
      transport: (inner) => async (request) => {
        asked.push(new URL(request.url).host)
        const answer = await inner(request)
        const text = answer.body
          .toString('utf8')
          .replace(/"@odata.nextLink":"https:\/\/[^/]+/, '"@odata.nextLink":"https://evil.example')
        return { ...answer, body: Buffer.from(text) }
      },
    })
    const error = await caught(currencies(world))
    expect(error).toBeInstanceOf(WireError)
    expect((error as WireError).message).toContain('evil.example')
    expect(asked).not.toContain('evil.example')
  })

  it('say what came instead of JSON', async () => {
    const world = openWorld()
    world.fault({ match: { path: 'Currencies' }, do: { kind: 'html' } })
    const error = await caught(currencies(world))
    expect(error).toBeInstanceOf(WireError)
    expect((error as WireError).message).toContain('an HTML page')
  })

  it('refuse a page without rows, and a row without its key', async () => {
    const world = openWorld()
    world.fault({ match: { path: 'Currencies' }, do: { kind: 'shape', field: 'value', value: 'x' } })
    expect(await caught(currencies(world))).toMatchObject({ code: 'D365_PAGE_SHAPE', exitCode: 11 })
    world.fault({
      match: { path: 'Currencies' },
      do: { kind: 'shape', field: 'value.*.CurrencyCode', renameTo: 'Code' },
    })
    expect(await caught(currencies(world))).toMatchObject({ code: 'D365_FIELD_MISSING', exitCode: 11 })
  })

  it('name an entity set that is not there', async () => {
    const world = openWorld()
    world.fault({ match: { path: 'Currencies' }, do: { kind: 'status', status: 404, json: {} } })
    const error = await caught(currencies(world))
    expect(error).toBeInstanceOf(UsageError)
    expect((error as UsageError).message).toContain('Currencies')
  })

  it('name the entity that the user may not read', async () => {
    const world = openWorld()
    world.fault({ match: { path: 'Currencies' }, do: { kind: 'status', status: 403 } })
    const error = await caught(currencies(world))
    expect(error).toMatchObject({ code: 'D365_FORBIDDEN', exitCode: 8 })
    expect((error as CredentialError).message).toContain('Currencies')
  })

  it('wait out a throttle and go on', async () => {
    const world = openWorld()
    const form = await openForm(world, 'invoice-journal')
    const document = form.prepare('b-1', invoiceOf())
    world.fault({
      match: { method: 'POST', path: 'Lines' },
      do: { kind: 'throttle', retryAfter: { seconds: 7 } },
    })
    const told = await form.write([document])
    expect(told.outcomes.get(document.id)?.kind).toBe('written')
    expect(world.sandbox.rows('VendInvoiceJournalLines')).toHaveLength(1)
    expect(broken(world)).toEqual([])
  })

  it('of a write that meets a broken server are a doubt, of a read they are not', async () => {
    const world = openWorld()
    const form = await openForm(world, 'invoice-journal')
    const fault = {
      kind: 'status',
      status: 500,
      json: { error: { message: 'An error has occurred.' } },
    } as const
    world.fault({ match: { method: 'POST', path: 'Headers' }, do: fault })
    expect((await form.write([form.prepare('b-1', invoiceOf())])).error).toBeInstanceOf(UncertainWriteError)
    world.fault({ match: { path: 'Currencies' }, do: fault })
    expect(await caught(currencies(world))).toBeInstanceOf(RetryableError)
  })

  it('of a write whose answer cannot be read are a doubt', async () => {
    const world = openWorld()
    const form = await openForm(world, 'invoice-journal')
    world.fault({ match: { method: 'POST', path: 'Lines' }, do: { kind: 'truncate', atByte: 40 } })
    const document = form.prepare('b-1', invoiceOf())
    expect((await form.write([document])).error).toBeInstanceOf(UncertainWriteError)
    expect(await form.findOne(document)).toMatchObject({ kind: 'ours', whole: true })
  })

  it('take a business rejection that answers 500 as one', async () => {
    const world = openWorld({ sandbox: { rejectionsAs500: 1 } })
    const form = await openForm(world, 'invoice-journal')
    const document = form.prepare('b-1', invoiceOf({ vendor: '1002' }))
    const told = await form.write([document])
    expect(told.error).toBeNull()
    expect(told.outcomes.get(document.id)?.kind).toBe('rejected')
  })

  it('try a line once more after an update conflict that wrote nothing', async () => {
    const world = openWorld()
    const form = await openForm(world, 'invoice-journal')
    const message =
      "Write failed for table row of type 'X'. Infolog: Error: An update conflict occurred due to another user process."
    const conflict = { kind: 'status', status: 400, json: { error: { innererror: { message } } } } as const
    world.fault({ match: { method: 'POST', path: 'Lines' }, do: conflict })
    const document = form.prepare('b-1', invoiceOf())
    expect((await form.write([document])).outcomes.get(document.id)?.kind).toBe('written')
    world.fault({ match: { method: 'POST', path: 'Lines' }, times: 2, do: conflict })
    expect((await form.write([form.prepare('b-2', invoiceOf({ number: 'N' }))])).error).toBeInstanceOf(
      RetryableError,
    )
  })
})

describe('tokens', () => {
  it('are asked for once by many, and again before they expire', async () => {
    const world = openWorld({ sandbox: { tokenLifetimeSeconds: 3600 } })
    await Promise.all([currencies(world), currencies(world), currencies(world)])
    expect(world.requests(/POST .*token/)).toBe(1)
    world.clock.nowMs += 54 * 60_000
    await currencies(world)
    expect(world.requests(/POST .*token/)).toBe(1)
    world.clock.nowMs += 2 * 60_000
    await currencies(world)
    expect(world.requests(/POST .*token/)).toBe(2)
  })

  it('are renewed once after a 401, and a second 401 stops', async () => {
    const world = openWorld()
    await currencies(world)
    world.sandbox.revokeTokens()
    expect(await currencies(world)).toHaveLength(5)
    world.fault({ match: { path: 'Currencies' }, times: 2, do: { kind: 'status', status: 401 } })
    expect(await caught(currencies(world))).toMatchObject({ code: 'D365_UNAUTHORIZED', exitCode: 8 })
  })

  it('come from the v1 endpoint as well, whose numbers are texts', async () => {
    expect(await currencies(openWorld({ settings: { tokenVersion: 'v1' } }))).toHaveLength(5)
  })

  const client = { clientId: '11111111-2222-4333-8444-555555555555', secret: 's3cret+&=' }
  it.each([
    ['a wrong secret', { clients: [{ ...client, secret: 'other' }] }, {}, 'D365_SECRET_WRONG'],
    ['an expired secret', { clients: [{ ...client, expired: true }] }, {}, 'D365_SECRET_EXPIRED'],
    ['an unknown client', { clients: [] }, {}, 'D365_CLIENT_UNKNOWN'],
    ['another tenant', {}, { tenant: 'other.test' }, 'D365_TENANT_UNKNOWN'],
    ['another host', { audience: 'https://other.test' }, {}, 'D365_HOST_UNKNOWN'],
  ])('are refused for %s with a reason of its own', async (_what, sandbox, settings, code) => {
    const world = openWorld({ sandbox, settings })
    const error = await caught(currencies(world))
    expect(error).toBeInstanceOf(CredentialError)
    expect(error).toMatchObject({ code, exitCode: 8 })
    expect(JSON.stringify([(error as Error).message, (error as CredentialError).context])).not.toContain(
      's3cret',
    )
    expect(await world.connection.probe()).toMatchObject({ ok: false, facts: { code } })
  })

  it('need a secret or a certificate', async () => {
    const world = openWorld({ secrets: new Map<string, Secret>() })
    expect(await caught(currencies(world))).toMatchObject({ code: 'D365_LOGIN_MISSING' })
  })

  it('are waited for by all when their endpoint throttles, as long as it asks', async () => {
    const world = openWorld()
    world.fault({ match: { path: 'token' }, do: { kind: 'throttle', retryAfter: { seconds: 40 } } })
    const before = world.clock.nowMs
    expect(await Promise.all([currencies(world), currencies(world)])).toHaveLength(2)
    expect(world.clock.nowMs - before).toBe(40_000)
    expect(world.requests(/POST .*token/)).toBe(1)
  })

  it('are not asked for before the end of a pause that is too long to wait for', async () => {
    const world = openWorld()
    const long = { kind: 'throttle', retryAfter: { seconds: 900 } } as const
    world.fault({ match: { path: 'token' }, times: 9, do: long })
    const error = await caught(currencies(world))
    expect(error).toMatchObject({ code: 'D365_TOKEN_UNAVAILABLE', retryAfterMs: 900_000 })
    expect(await caught(currencies(world))).toBeInstanceOf(RetryableError)
    expect(world.faulty.faults.map(({ fired }) => fired)).toEqual([1])
    world.faulty.clear()
    world.clock.nowMs += 900_000
    expect(await currencies(world)).toHaveLength(5)
  })

  it('are asked for four times at most while their endpoint throttles', async () => {
    const world = openWorld()
    world.fault({ match: { path: 'token' }, times: 9, do: { kind: 'throttle' } })
    const before = world.clock.nowMs
    expect(await caught(currencies(world))).toBeInstanceOf(RetryableError)
    expect(world.clock.nowMs - before).toBe(45_000)
  })

  it('are unavailable, not wrong, when the endpoint breaks', async () => {
    const world = openWorld()
    world.fault({ match: { path: 'token' }, do: { kind: 'drop-before' } })
    expect(await caught(currencies(world))).toBeInstanceOf(RetryableError)
    world.fault({ match: { path: 'token' }, do: { kind: 'status', status: 503 } })
    expect(await caught(currencies(world))).toBeInstanceOf(RetryableError)
    world.fault({ match: { path: 'token' }, do: { kind: 'html' } })
    expect(await caught(currencies(world))).toBeInstanceOf(WireError)
  })
})

describe('the probe', () => {
  it('names the companies', async () => {
    const result = await openWorld().connection.probe()
    expect(result).toMatchObject({ ok: true, facts: { companies: 'demf, usmf' } })
  })
})

describe('reference data', () => {
  it('is read whole and says what the ledger says', async () => {
    const world = openWorld()
    const reference = await readReference(world.connection)
    expect(reference.account('usmf', '600999')?.row.takesEntries).toBe(false)
    expect(reference.account('usmf', '600150')?.to).toBeNull()
    expect(reference.account('usmf', '600800')?.manualEntry).toBe(false)
    expect(reference.vendor('usmf', '1002')?.hold).toBe('invoice')
    expect(reference.format('ledger')?.segments).toEqual([
      'MainAccount',
      'BusinessUnit',
      'Department',
      'CostCenter',
    ])
    expect(reference.currencies.decimals('JPY')).toBe(0)
    expect(reference.currencies.decimals('KWD')).toBe(3)
    expect(reference.currencies.decimals('USD')).toBe(2)
    expect(reference.journalName('usmf', 'GenClean')?.deletesLines).toBe(true)
    expect(reference.hasCode('paymentMethods', 'usmf', 'EXT')).toBe(true)
    expect(broken(world)).toEqual([])
  })

  it('needs exactly one active format of a kind', async () => {
    const formats = (active: readonly string[]) => ({
      DimensionIntegrationFormats: active.map((name) => ({
        DimensionFormatName: name,
        DimensionFormatType: 'DataEntityLedgerDimensionFormat',
        FinancialDimensionFormat: 'MainAccount-Department',
        IsActive: 'Yes',
      })),
    })
    const read = (seed: ReturnType<typeof formats>) =>
      caught(
        present(openWorld({ seed }).connection.reference, 'it').read('formats', new AbortController().signal),
      )
    expect(await read(formats([]))).toMatchObject({ code: 'D365_DIMENSION_FORMAT_MISSING', exitCode: 2 })
    expect(await read(formats(['A', 'B']))).toMatchObject({
      code: 'D365_DIMENSION_FORMAT_DOUBLE',
      exitCode: 2,
    })
  })
})
