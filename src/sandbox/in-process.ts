import type { SandboxRequest, SandboxResponse } from './app.ts'

/** An answer with its JSON read; `json` is undefined where the body is none. */
export interface InProcessAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
  readonly json: unknown
}

/** Makes a request from a method, a target such as `/v1/x/?page=2` and, for writes, a JSON value. */
export function requestTo(
  method: string,
  target: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): SandboxRequest {
  const [path = '', query = ''] = target.split('?', 2)
  const written = body !== undefined
  return {
    method,
    path,
    query,
    headers: {
      accept: 'application/json',
      ...(written && { 'content-type': 'application/json' }),
      ...headers,
    },
    body: Buffer.from(written ? JSON.stringify(body) : ''),
  }
}

/** Reads an answer. */
export function answerOf({ status, headers, body }: SandboxResponse): InProcessAnswer {
  const text = body.toString()
  return { status, headers, text, json: parsed(text) }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
