import { hash } from 'node:crypto'

/** SHA-256 in hexadecimal. */
export const sha256Hex = (data: string | Uint8Array): string => hash('sha256', data, 'hex')
