import { CredentialError, RetryableError, UncertainWriteError, WireError } from '../../errors/ml-error.ts'
import type { MlErrorOptions } from '../../errors/ml-error.ts'
import type { ConnectionParts } from '../../contract/connector.ts'
import type { HttpResponse } from '../../http/client.ts'
import { isHtml, readFailure } from './failure.ts'
import type { AirbaseSettings, Scheme } from './settings.ts'

/** One request below the prefix. */
export interface Call {
  readonly method: 'GET' | 'POST' | 'PATCH'
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  readonly body?: unknown
  readonly effect: 'safe' | 'write'
}

/** What the latest answers said about the connection. */
export interface Seen {
  readonly tokenId: string | null
  readonly release: string | null
}

/** Makes requests with the token, and says what a failure means. */
export interface Calls {
  /**
   * Answers with 2xx and with refusals (4xx but 401 and 403).
   * @throws CredentialError 401 and 403; WireError a redirect; RetryableError, UncertainWriteError 5xx
   */
  send(call: Call): Promise<HttpResponse>
  /** The answer whatever its status, with another scheme word than the configured one. */
  sendAs(scheme: Scheme, call: Call): Promise<HttpResponse>
  /** @throws WireError when it is no JSON; UncertainWriteError when that happens after a write */
  json(call: Call, response: HttpResponse): unknown
  /** Facts for the context of an error; `X-Request-Id` names the request to the vendor's support. */
  context(call: Call, response: HttpResponse): NonNullable<MlErrorOptions['context']>
  readonly seen: Seen
}

/** @throws CredentialError when the token is missing or could not stand in a header */
export const createCalls = (parts: ConnectionParts<AirbaseSettings>): Calls => {
  const { baseUrl, scheme, contract } = parts.settings
  const token = tokenOf(parts)
  const noting = createNoting(parts)
  let refused: CredentialError | null = null
  const address = (call: Call): string => {
    const query = call.query ? `?${new URLSearchParams(call.query).toString()}` : ''
    return `${baseUrl}${contract.prefix}${call.path}${query}`
  }
  const sendAs = async (word: Scheme, call: Call): Promise<HttpResponse> => {
    const response = await parts.http.send({
      method: call.method,
      url: address(call),
      headers: {
        [contract.auth.header]: `${word} ${token}`,
        Accept: 'application/json',
        ...(call.body !== undefined && { 'Content-Type': 'application/json' }),
      },
      ...(call.body !== undefined && { body: JSON.stringify(call.body) }),
      effect: call.effect,
    })
    noting.note(response)
    return response
  }
  const context = (call: Call, response: HttpResponse) => ({
    connection: parts.name,
    method: call.method,
    path: call.path,
    status: response.status,
    requestId: response.headers[contract.headers.requestId.toLowerCase()],
  })
  const what = (call: Call): string => `${parts.name}: ${call.method} ${call.path}`
  return {
    sendAs,
    context,
    seen: noting.seen,
    send: async (call) => {
      // A refused token stays refused: the steps that follow in this run must not knock again.
      if (refused !== null) throw refused
      const response = await sendAs(scheme, call)
      if (response.status === 401 || response.status === 403) {
        const error = credentialRefused(
          { scheme, what: what(call), tokenId: noting.seen.tokenId },
          response,
          context(call, response),
        )
        if (response.status === 401) refused = error
        throw error
      }
      if (response.status >= 500) throw serverFailed(call, what(call), response, context(call, response))
      if (response.status < 200 || (response.status >= 300 && response.status < 400)) {
        throw new WireError(`${what(call)} answered ${response.status}`, {
          code: 'AIRBASE_REDIRECTED',
          hint: 'Check the base address in the settings of this connection.',
          context: context(call, response),
        })
      }
      return response
    },
    json: (call, response) => parseJson(call, what(call), response, context(call, response)),
  }
}

const tokenOf = (parts: ConnectionParts<AirbaseSettings>): string => {
  const token = parts.secrets.get('token')?.reveal().trim() ?? ''
  if (/^[\x21-\x7e]+$/.test(token)) return token
  const reason = token === '' ? 'there is no API token' : 'the API token holds characters that no token has'
  throw new CredentialError(`${parts.name}: ${reason}`, {
    code: token === '' ? 'CREDENTIAL_MISSING' : 'CREDENTIAL_MALFORMED',
    hint: `Store it again: ml-connector auth login ${parts.name}`,
    context: { connection: parts.name },
  })
}

/** Notices the number of the token, when it is first seen and when it changes, and the release, once. */
const createNoting = ({ settings, notice, noticed }: ConnectionParts<AirbaseSettings>) => {
  const { tokenId, release } = settings.contract.headers
  const known = noticed?.('token-id')?.id
  const seen: { tokenId: string | null; release: string | null } = { tokenId: typeof known === 'string' ? known : null, release: null }
  const note = ({ headers }: HttpResponse): void => {
    const id = headers[tokenId.toLowerCase()]
    const version = headers[release.toLowerCase()]
    if (id !== undefined && id !== seen.tokenId) {
      notice('token-id', seen.tokenId === null ? { id } : { id, before: seen.tokenId })
      seen.tokenId = id
    }
    if (version !== undefined && seen.release === null) {
      notice('release', { version })
      seen.release = version
    }
  }
  return { seen, note }
}

type Context = NonNullable<MlErrorOptions['context']>

const credentialRefused = (
  {
    scheme,
    what,
    tokenId,
  }: { readonly scheme: Scheme; readonly what: string; readonly tokenId: string | null },
  response: HttpResponse,
  context: Context,
): CredentialError => {
  const { message } = readFailure(response.text, response.headers['content-type'])
  const last =
    tokenId === null ? 'no token was accepted yet' : `the token last seen has the number ${tokenId}`
  return new CredentialError(
    `${what} answered ${response.status} to the scheme "${scheme}" (${last}): ${message}`,
    {
      code: response.status === 401 ? 'AIRBASE_TOKEN_REFUSED' : 'AIRBASE_TOKEN_FORBIDDEN',
      hint: 'Run «ml-connector auth test»; if the token was rotated, store the new one with «auth rotate».',
      context: { ...context, scheme, tokenId },
    },
  )
}

/** 500 and the edge's own codes: a write may have been carried out. */
const serverFailed = (call: Call, what: string, response: HttpResponse, context: Context) => {
  const { message } = readFailure(response.text, response.headers['content-type'])
  const text = `${what} answered ${response.status}: ${message}`
  const code = `HTTP_${response.status}`
  if (call.effect === 'safe') {
    return new RetryableError(text, { code, hint: 'Run again later; if it stays, check Airbase.', context })
  }
  const hint = 'Nothing to do: the next run asks Airbase before it sends again.'
  return new UncertainWriteError(`${text}; it may have been written`, { code, hint, context })
}

const parseJson = (call: Call, what: string, response: HttpResponse, context: Context): unknown => {
  const html = isHtml(response.text, response.headers['content-type'])
  if (!html) {
    try {
      return JSON.parse(response.text)
    } catch (cause) {
      throw unreadable(call, `${what}: the answer is no JSON`, { code: 'AIRBASE_NO_JSON', cause, context })
    }
  }
  const { message } = readFailure(response.text, response.headers['content-type'])
  throw unreadable(call, `${what} answered ${response.status} with ${message}`, {
    code: 'AIRBASE_HTML',
    context,
  })
}

/** An answer without its contract's shape: a halt after a read, a doubt after a write. */
export const unreadable = (call: Pick<Call, 'effect'>, message: string, options: MlErrorOptions) => {
  const hint = 'Check that the base address is that of the API; else correct the contract in the settings.'
  return call.effect === 'safe'
    ? new WireError(message, { hint, ...options })
    : new UncertainWriteError(`${message}; it may have been written`, { hint, ...options })
}
