import { z } from 'zod'

/** A name that a person gives: small letters, digits, hyphens. */
export const nameText = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,40}[a-z0-9])?$/, {
  error: 'a name of small letters, digits and hyphens, at most 42',
})

/** ISO 4217 code. */
export const currencyCode = z.string().regex(/^[A-Z]{3}$/, { error: 'a currency code such as "EUR"' })

/** An amount as text, so that no digit is lost. */
export const decimalAmount = z
  .string()
  .regex(/^\d{1,15}(\.\d{1,6})?$/, { error: 'a decimal text such as "1250.00"' })

/** What rounding may cost a document, at most five hundredths of the currency. */
export const roundingTolerance = z
  .string()
  .regex(/^0(\.0[0-5]?|\.050*)?$/, { error: 'a decimal text from "0" to "0.05"' })

/** A zone that this Node knows. */
export const ianaZone = z.string().refine(isZone, { error: 'a time zone such as "Europe/Berlin"' })

/** A length of time. */
export const milliseconds = z.number().int().min(0).max(86_400_000)

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).format(0) !== ''
  } catch {
    return false
  }
}
