import type { Clock } from '../../../lib/clock.ts'
import type { Json, JsonObject } from '../../../lib/json.ts'
import { seededRandom } from '../../../lib/random.ts'
import type { SandboxRequest, SandboxResponse } from '../../app.ts'
import { createD365Sandbox, type D365Sandbox, type D365SandboxOptions } from '../index.ts'
import { testSeed } from './seed.ts'

/** A decoded answer. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
  readonly body: JsonObject
}

/** A clock that stands still until a test moves it. */
export interface TestClock extends Clock {
  nowMs: number
}

/** A sandbox with a signed-in client, for tests of the sandbox alone. */
export interface Fixture {
  readonly sandbox: D365Sandbox
  readonly clock: TestClock
  readonly token: string
  /** Sends with the bearer token; a body goes out as JSON. */
  send(method: string, target: string, body?: Json, headers?: Record<string, string>): Answer
  get(target: string): Answer
  post(set: string, body: JsonObject): Answer
  /** PATCH with the row's current ETag. */
  patch(address: string, body: JsonObject): Answer
  remove(address: string): Answer
  /** Rules broken so far. */
  rules(): readonly string[]
}

/** 2026-03-16, a Monday in an open period. */
const startMs = Date.UTC(2026, 2, 16, 9, 30)
const audience = 'https://contoso.sandbox.operations.dynamics.com'

/** Opens the test company. */
export const openFixture = (
  options: Partial<D365SandboxOptions> = {},
  seed: D365SandboxOptions['seed'] = {},
): Fixture => {
  const clock: TestClock = {
    nowMs: startMs,
    now: () => clock.nowMs,
    elapsed: () => clock.nowMs,
    sleep: () => Promise.resolve(),
  }
  const sandbox = createD365Sandbox({
    seed: { ...testSeed, ...seed },
    clock,
    random: seededRandom(7),
    tenant: 'contoso.test',
    clients: [{ clientId: 'app-1', secret: 's3cret' }],
    audience,
    defaultCompany: 'usmf',
    ...options,
  })
  const form = `grant_type=client_credentials&client_id=app-1&client_secret=s3cret&scope=${audience}/.default`
  const signIn = sandbox.handle({
    method: 'POST',
    path: '/contoso.test/oauth2/v2.0/token',
    query: '',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: Buffer.from(form),
  })
  const token = String(decode(signIn).body.access_token)
  const send: Fixture['send'] = (method, target, body, headers = {}) => {
    const content = body === undefined ? {} : { 'content-type': 'application/json' }
    const all = { authorization: `Bearer ${token}`, ...content, ...headers }
    return decode(sandbox.handle(toRequest(method, target, body, all)))
  }
  return {
    sandbox,
    clock,
    token,
    send,
    get: (target) => send('GET', target),
    post: (set, body) => send('POST', `/data/${set}`, body),
    patch: (address, body) => send('PATCH', address, body, { 'if-match': etagOf(send('GET', address)) }),
    remove: (address) => send('DELETE', address, undefined, { 'if-match': etagOf(send('GET', address)) }),
    rules: () => sandbox.violations.map(({ rule }) => rule),
  }
}

/** A request as the HTTP wrapper would build it; `target` is readable text and gets encoded. */
export const toRequest = (
  method: string,
  target: string,
  body: Json | undefined,
  headers: Record<string, string>,
): SandboxRequest => {
  const [path = '', ...rest] = target.split('?')
  return {
    method,
    path: encodeURI(path),
    query: encodeURI(rest.join('?')).replaceAll('+', '%2B'),
    headers,
    body: Buffer.from(body === undefined ? '' : JSON.stringify(body)),
  }
}

const decode = (response: SandboxResponse): Answer => {
  const text = response.body.toString()
  const isJson = (response.headers['content-type'] ?? '').startsWith('application/json')
  const body: JsonObject = isJson && text !== '' ? (JSON.parse(text) as JsonObject) : {}
  return { status: response.status, headers: response.headers, text, body }
}

const etagOf = (answer: Answer): string => String(answer.body['@odata.etag'] ?? 'W/"none"')

/** The Infolog or parser text of a failed answer. */
export const reasonOf = (answer: Answer): string => {
  const { innererror } = answer.body.error as { innererror: { message: string } }
  return innererror.message
}

/** The rows of a collection answer. */
export const valuesIn = (answer: Answer): readonly JsonObject[] =>
  answer.body.value as unknown as readonly JsonObject[]
