import type { SandboxResponse } from '../app.ts'

/** An answer before the headers that every answer carries, and whether it changed anything. */
export interface Reply extends SandboxResponse {
  readonly wrote: boolean
}

/** A JSON answer. */
export const json = (status: number, value: unknown, wrote = false): Reply => ({
  status,
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify(value),
  wrote,
})

/** A plain-text answer, as some refusals are. */
export const text = (status: number, body: string): Reply => ({
  status,
  headers: { 'Content-Type': 'text/plain; charset=utf-8' },
  body,
  wrote: false,
})

/** An error in the vendor's usual form. */
export const detail = (status: number, message: string): Reply => json(status, { detail: message })

/** A refusal of single fields: `{"name":["This field is required."]}`. */
export const fieldErrors = (errors: FieldErrors): Reply => json(400, errors)

/** Messages by field name. */
export type FieldErrors = Readonly<Record<string, readonly string[]>>

/** Adds headers to an answer. */
export const withHeaders = (reply: Reply, headers: Readonly<Record<string, string>>): Reply => ({
  ...reply,
  headers: { ...reply.headers, ...headers },
})
