import type { SandboxResponse } from './app.ts'
import type { FaultAction } from './fault.ts'

/** Cuts the body after so many bytes. */
export const truncated = (response: SandboxResponse, atByte: number): SandboxResponse => ({
  ...response,
  body: Buffer.from(response.body).subarray(0, Math.max(0, atByte)),
})

/** The answer with a field removed, renamed or replaced. An answer without JSON stays as it is. */
export function reshaped(
  response: SandboxResponse,
  { field, renameTo, value }: Extract<FaultAction, { kind: 'shape' }>,
): SandboxResponse {
  const parsed = parsedBody(response)
  if (parsed === undefined) return response
  reshape(parsed, field.split('.'), (owner, name) => {
    const before = owner[name]
    if (value !== undefined) owner[name] = value
    else delete owner[name]
    if (renameTo !== undefined) owner[renameTo] = before
  })
  return { ...response, body: JSON.stringify(parsed) }
}

type Owner = Record<string, unknown>

function reshape(node: unknown, path: readonly string[], change: (owner: Owner, name: string) => void): void {
  const [name, ...rest] = path
  if (name === undefined || typeof node !== 'object' || node === null) return
  if (name === '*') {
    for (const child of Object.values(node)) reshape(child, rest, change)
    return
  }
  const owner = node as Owner
  if (!(name in owner)) return
  if (rest.length === 0) change(owner, name)
  else reshape(owner[name], rest, change)
}

/** The rows of a list answer (`data` or `value`), or undefined when it is no list. */
export function rowsOf(response: SandboxResponse): unknown[] | undefined {
  return listIn(parsedBody(response))?.rows
}

/** The list answer with other rows. */
export function withRows(response: SandboxResponse, rows: readonly unknown[]): SandboxResponse {
  const parsed = parsedBody(response)
  const list = listIn(parsed)
  if (!list) return response
  return { ...response, body: JSON.stringify({ ...list.envelope, [list.name]: rows }) }
}

function listIn(parsed: unknown): { envelope: Owner; name: string; rows: unknown[] } | undefined {
  if (typeof parsed !== 'object' || parsed === null) return undefined
  const envelope = parsed as Owner
  for (const name of ['data', 'value']) {
    const rows = envelope[name]
    if (Array.isArray(rows)) return { envelope, name, rows }
  }
  return undefined
}

function parsedBody(response: SandboxResponse): unknown {
  try {
    return JSON.parse(response.body.toString())
  } catch {
    return undefined
  }
}
