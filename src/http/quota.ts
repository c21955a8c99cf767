/** Where a far side says how much of its quota is left, and for how long a quota lasts. */
export interface QuotaHeaders {
  readonly limit: string
  readonly remaining: string
  readonly windowMs: number
}

/** Below this share of the quota, what is left is spread over a window. */
const SLOW_BELOW = 0.1

/** How far apart requests should be now: 0 while enough is left, or where the answer does not say. */
export const spacingMs = (headers: Readonly<Record<string, string>>, quota: QuotaHeaders): number => {
  const limit = countOf(headers[quota.limit.toLowerCase()])
  const remaining = countOf(headers[quota.remaining.toLowerCase()])
  if (limit === null || remaining === null || remaining >= limit * SLOW_BELOW) return 0
  return Math.ceil(quota.windowMs / (remaining + 1))
}

const countOf = (header: string | undefined): number | null => {
  const text = header?.trim() ?? ''
  return /^\d{1,9}$/.test(text) ? Number(text) : null
}
