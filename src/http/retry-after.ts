/** `Retry-After` in milliseconds from `nowMs`: seconds or an HTTP date; null when absent or absurd. */
export const retryAfterMs = (header: string | undefined, nowMs: number): number | null => {
  if (header === undefined) return null
  const text = header.trim()
  if (/^\d{1,7}$/.test(text)) return Number(text) * 1000
  const at = Date.parse(text)
  return Number.isNaN(at) || !/[A-Za-z]{3}/.test(text) ? null : Math.max(0, at - nowMs)
}
