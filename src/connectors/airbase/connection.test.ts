import { describe, expect, it } from 'vitest'
import { airbase } from './index.ts'
import { bill, entriesOf, openCanned, openTenant, readAll } from './world.test.ts'

const seed = { ledger_entries: [bill(1)] }

describe('the declaration', () => {
  it('names the far side by host and organisation', () => {
    expect(airbase.farSide(airbase.settings.parse({}))).toEqual({ host: 'api.airbase.io' })
    const settings = { baseUrl: 'https://Tenant.Airbase.example:8443/api/', organisation: 'Contoso' }
    expect(airbase.farSide(airbase.settings.parse(settings))).toEqual({
      host: 'tenant.airbase.example:8443',
      organisation: 'Contoso',
    })
  })

  it('takes http for this machine only, and no address with a user, a query or a fragment', () => {
    const wrong = [
      'http://api.airbase.io',
      'ftp://x',
      'api.airbase.io',
      'https://u:p@x.io',
      'https://x.io?a=1',
      'https://x.io#a',
    ]
    for (const baseUrl of wrong) expect(airbase.settings.safeParse({ baseUrl }).success).toBe(false)
    for (const baseUrl of ['http://localhost:1', 'http://127.0.0.1:1', 'http://[::1]:1']) {
      expect(airbase.settings.safeParse({ baseUrl }).success).toBe(true)
    }
  })

  it('refuses unknown settings and misspelt parts of the contract', () => {
    const wrong = [
      { url: 'x' },
      { contract: { pathes: {} } },
      { contract: { paging: { pagesize: 1 } } },
      { scheme: 'Basic' },
    ]
    for (const settings of wrong) expect(airbase.settings.safeParse(settings).success).toBe(false)
    expect(airbase.settings.safeParse({ kinds: { x: 'other' } }).success).toBe(false)
  })
})

describe('the token', () => {
  it('is noticed with its number once, again when it is another one, and the release once', async () => {
    const { connection, notices, sandbox } = openTenant({ seed })
    await readAll(connection)
    await readAll(connection)
    expect(notices).toEqual([
      { event: 'token-id', facts: { id: '470' } },
      { event: 'release', facts: { version: 'v4583' } },
    ])
    sandbox.rotateToken({ key: 'airbase-sandbox-key', id: 999 })
    await readAll(connection)
    expect(notices.slice(2)).toEqual([{ event: 'token-id', facts: { id: '999', before: '470' } }])
  })

  it('that was rotated is refused once, with the scheme and the number last seen', async () => {
    const { connection, sandbox } = openTenant({ seed })
    await readAll(connection)
    sandbox.rotateToken()
    const before = sandbox.requestLog.length
    const error = await readAll(connection).then(
      () => null,
      (reason: unknown) => reason,
    )
    expect(error).toMatchObject({
      exitCode: 8,
      code: 'AIRBASE_TOKEN_REFUSED',
      context: { scheme: 'Token', tokenId: '470', status: 401 },
    })
    expect(String(error)).toMatch(/scheme "Token".*number 470.*Invalid token/)
    expect(sandbox.requestLog.length).toBe(before + 1)
  })

  it('never shows in an error', async () => {
    const { connection } = openTenant({ seed }, { token: 'very-secret-key' })
    const error = await readAll(connection).then(
      () => null,
      (reason: unknown) => reason,
    )
    expect(
      `${String(error)}${JSON.stringify(error)}${error instanceof Error ? error.stack : ''}`,
    ).not.toContain('very-secret')
  })

  it('that is missing or malformed is named before anything is sent', () => {
    expect(() => openTenant({}, { token: ' ' })).toThrow('there is no API token')
    expect(() => openTenant({}, { token: 'two\nlines' })).toThrow('no token has')
  })

  it('may end in a line break, as a file does', async () => {
    const { connection } = openTenant({ seed }, { token: 'airbase-sandbox-key\n' })
    expect(await readAll(connection)).toHaveLength(1)
  })

  it('without rights is a matter of credentials too', async () => {
    const { connection } = openCanned([{ status: 403, body: { detail: 'You do not have permission.' } }])
    await expect(readAll(connection)).rejects.toMatchObject({ exitCode: 8, code: 'AIRBASE_TOKEN_FORBIDDEN' })
  })
})

describe('the probe', () => {
  for (const scheme of ['Token', 'Bearer'] as const) {
    it(`says that the scheme ${scheme} works`, async () => {
      const { connection, sandbox } = openTenant({ seed, scheme }, { settings: { scheme } })
      expect(await connection.probe()).toMatchObject({
        ok: true,
        facts: { scheme, tokenId: '470', release: 'v4583', rateLimit: '500' },
      })
      expect(sandbox.requestLog).toHaveLength(1)
    })

    it(`says which one works when the settings say ${scheme} and the tenant takes the other`, async () => {
      const other = scheme === 'Token' ? 'Bearer' : 'Token'
      const { connection } = openTenant({ seed, scheme: other }, { settings: { scheme } })
      const result = await connection.probe()
      expect(result).toMatchObject({
        ok: false,
        hint: expect.stringContaining(`scheme: "${other}"`),
        facts: { workingScheme: other },
      })
      expect(result.message).toBe(
        `The token works with the scheme "${other}", but the settings say "${scheme}".`,
      )
    })
  }

  it('says that the token is wrong when neither works', async () => {
    const { connection, sandbox } = openTenant({ seed }, { token: 'old' })
    expect(await connection.probe()).toMatchObject({
      ok: false,
      message: expect.stringContaining('Invalid token.'),
    })
    expect(sandbox.requestLog).toHaveLength(2)
  })

  it('says what else is wrong: rights, address, a page', async () => {
    const answers = [
      { status: 403, body: { detail: 'No rights.' } },
      { status: 404, body: { detail: 'Not found.' } },
      { status: 200, text: '<html><title>Login</title></html>' },
    ]
    const messages = await Promise.all(
      answers.map(async (answer) => (await openCanned([answer]).connection.probe()).message),
    )
    expect(messages).toEqual([
      'Airbase answered 403: No rights.',
      'Airbase answered 404: Not found.',
      'Airbase answered 200: an HTML page («Login») instead of an answer of the API',
    ])
  })
})

describe('failures of the far side', () => {
  const headers = { 'x-request-id': 'req-7' }

  it('are worth another run after a read, with the number of the request', async () => {
    for (const status of [500, 520]) {
      const { connection, sent } = openCanned([{ status, text: '<html>oops</html>', headers }])
      await expect(readAll(connection)).rejects.toMatchObject({
        retryable: true,
        code: `HTTP_${status}`,
        context: { requestId: 'req-7' },
      })
      expect(sent).toHaveLength(1)
    }
  })

  it('are a doubt after a write', async () => {
    const item = { ref: 'a', reference: 'b', url: null }
    for (const answer of [
      { status: 500 },
      { status: 521 },
      { status: 200, text: '<html></html>' },
      { status: 200, text: '{"cut' },
    ]) {
      const { connection } = openCanned([answer])
      await expect(entriesOf(connection).acknowledge?.(item)).rejects.toMatchObject({ exitCode: 5 })
    }
  })

  it('are a success of a report without a word: it is not asked for one', async () => {
    const item = { ref: 'a', reference: 'b', url: null }
    for (const answer of [
      { status: 204, text: '' },
      { status: 200, text: '' },
      { status: 202, text: ' ' },
    ]) {
      const { connection, sent } = openCanned([answer])
      await entriesOf(connection).acknowledge?.(item)
      expect(sent).toHaveLength(1)
    }
  })

  it('are a wrong address when they lead elsewhere', async () => {
    const { connection } = openCanned([
      { status: 301, headers: { location: 'https://elsewhere.example', ...headers } },
    ])
    await expect(readAll(connection)).rejects.toMatchObject({
      code: 'AIRBASE_REDIRECTED',
      exitCode: 11,
      context: { requestId: 'req-7' },
    })
  })

  it('are a wrong address when the list is not there', async () => {
    const { connection } = openCanned([{ status: 404, body: { detail: 'Not found.' }, headers }])
    await expect(readAll(connection)).rejects.toMatchObject({ code: 'AIRBASE_LIST_REFUSED', exitCode: 11 })
  })
})

describe('the quota', () => {
  it('is spread over its window before it is used up, by the headers of the contract', async () => {
    const contract = { paging: { size: 1 } }
    const entries = { ledger_entries: Array.from({ length: 40 }, (_, at) => bill(at + 1)) }
    const rateLimit = { limit: 30, windowMs: 60_000 }
    const { connection, sandbox } = openTenant({ seed: entries, rateLimit }, { settings: { contract } })
    expect(await readAll(connection)).toHaveLength(40)
    expect(sandbox.requestLog.filter(({ status }) => status === 429)).toEqual([])
  })

  it('is not looked for under another name than the settings give', async () => {
    const contract = { paging: { size: 1 }, headers: { rateRemaining: 'X-Other' } }
    const entries = { ledger_entries: Array.from({ length: 40 }, (_, at) => bill(at + 1)) }
    const rateLimit = { limit: 30, windowMs: 60_000 }
    const { connection, sandbox } = openTenant({ seed: entries, rateLimit }, { settings: { contract } })
    expect(await readAll(connection)).toHaveLength(40)
    expect(sandbox.requestLog.filter(({ status }) => status === 429).length).toBeGreaterThan(0)
  })
})

describe('a refused token', () => {
  it('is not sent again by the steps that follow', async () => {
    const { connection, sandbox } = openTenant({ seed }, { token: 'rotated-away' })
    const item = { ref: bill(1).airbase_id, reference: 'R', url: null }
    await expect(readAll(connection)).rejects.toMatchObject({ code: 'AIRBASE_TOKEN_REFUSED', exitCode: 8 })
    await expect(entriesOf(connection).acknowledge?.(item)).rejects.toMatchObject({ exitCode: 8 })
    await expect(readAll(connection)).rejects.toMatchObject({ exitCode: 8 })
    expect([sandbox.requestLog.length, sandbox.violations]).toEqual([1, []])
  })
})
