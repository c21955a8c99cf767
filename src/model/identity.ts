import { hash } from 'node:crypto'
import type { Brand } from '../lib/brand.ts'

/** What a source document is for ever, independent of any mapping. */
export interface Identity {
  readonly connection: string
  readonly kind: string
  /** The source's own immutable id. */
  readonly ref: string
}

/** `ML` and 16 base32 characters of SHA-256(identity): names a document here and in the target. */
export type TraceCode = Brand<string, 'TraceCode'>

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** Frozen for ever: the parts are joined by a unit separator, which no part can hold. */
export const traceCode = (identity: Identity): TraceCode => {
  const digest = hash('sha256', [identity.connection, identity.kind, identity.ref].join('\u001f'), 'buffer')
  return `ML${base32(digest, 16)}` as TraceCode
}

const TRACE_CODE = /^ML[A-Z2-7]{16}$/

export const isTraceCode = (text: string): text is TraceCode => TRACE_CODE.test(text)

const base32 = (bytes: Uint8Array, length: number): string => {
  let text = ''
  let bits = 0
  let held = 0
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xffff
    bits += 8
    while (bits >= 5 && text.length < length) {
      text += BASE32[(held >>> (bits - 5)) & 31]
      bits -= 5
    }
    if (text.length === length) break
  }
  return text
}
