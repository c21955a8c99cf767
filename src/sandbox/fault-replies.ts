import type { SandboxReply, SandboxRequest, SandboxResponse } from './app.ts'
import type { FaultAction, RetryAfter } from './fault.ts'

const htmlPage =
  '<!DOCTYPE html>\n<html><head><title>One moment</title></head><body><h1>One moment</h1></body></html>\n'

/** A page where JSON was expected, as a proxy or a login form sends it. */
export const htmlResponse: SandboxResponse = {
  status: 200,
  headers: { 'Content-Type': 'text/html; charset=utf-8' },
  body: htmlPage,
}

/** An answer as a reply. */
export const answer = (response: SandboxResponse): Extract<SandboxReply, { kind: 'response' }> => ({
  kind: 'response',
  response,
})

/** Adds the far side's time where the answer does not carry it, by the sandbox's own clock. */
export function dated<R extends SandboxReply>(reply: R, nowMs: number): R {
  if (reply.kind !== 'response' || 'Date' in reply.response.headers) return reply
  const headers = { Date: new Date(nowMs).toUTCString(), ...reply.response.headers }
  return { ...reply, response: { ...reply.response, headers } }
}

/** `GET /data/Vendors?$top=1`, for logs. */
export const lineOf = ({ method, path, query }: SandboxRequest): string =>
  query === '' ? `${method} ${path}` : `${method} ${path}?${query}`

/** The answer of a `status` fault; text that begins like a page is sent as HTML. */
export function statusResponse({
  status,
  json,
  text,
  headers,
}: Omit<Extract<FaultAction, { kind: 'status' }>, 'kind'>): SandboxResponse {
  const html = text?.trimStart().startsWith('<') ?? false
  const type = text === undefined ? 'application/json' : html ? 'text/html; charset=utf-8' : 'text/plain'
  const body = text ?? (json === undefined ? '' : JSON.stringify(json))
  return { status, headers: { 'Content-Type': type, ...headers }, body }
}

/** The answer of a `throttle` fault. */
export function throttleResponse(
  { retryAfter, body }: Extract<FaultAction, { kind: 'throttle' }>,
  nowMs: number,
): SandboxResponse {
  const headers: Record<string, string> = retryAfter
    ? { 'Retry-After': retryAfterText(retryAfter, nowMs) }
    : {}
  if (body !== undefined) return statusResponse({ status: 429, text: body, headers })
  return statusResponse({ status: 429, json: { detail: 'Request was throttled.' }, headers })
}

/** When a pause ends, by what the client was told; undefined when it was told nothing usable. */
export function pauseEnd(retryAfter: RetryAfter | undefined, nowMs: number): number | undefined {
  if (!retryAfter || 'text' in retryAfter) return undefined
  return 'seconds' in retryAfter
    ? nowMs + retryAfter.seconds * 1000
    : wholeSecond(nowMs + retryAfter.dateAfterMs)
}

function retryAfterText(retryAfter: RetryAfter, nowMs: number): string {
  if ('text' in retryAfter) return retryAfter.text
  if ('seconds' in retryAfter) return String(retryAfter.seconds)
  return new Date(wholeSecond(nowMs + retryAfter.dateAfterMs)).toUTCString()
}

const wholeSecond = (ms: number): number => Math.floor(ms / 1000) * 1000
