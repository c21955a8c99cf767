import type { Transport } from '../http/transport.ts'
import type { Secret } from '../lib/secret.ts'

const MASK = '***'
const REFUSED_FROM = 400
/** What is shorter would stand in ordinary words. */
const SECRET_CHARS_MIN = 6

/** Some servers repeat in a refusal what they were sent: a connection's own secrets are taken out before it is read. */
export const maskingRefusals = (transport: Transport, secrets: ReadonlyMap<string, Secret>): Transport => {
  const values = [...secrets.values()].map((secret) => secret.reveal().trim()).filter((value) => value.length >= SECRET_CHARS_MIN)
  return async (request) => {
    const response = await transport(request)
    if (response.status < REFUSED_FROM || !values.some((value) => response.body.includes(value))) return response
    const text = values.reduce((kept, value) => kept.replaceAll(value, MASK), response.body.toString('utf8'))
    return { ...response, body: Buffer.from(text) }
  }
}
