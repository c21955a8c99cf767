import { UsageError } from '../errors/ml-error.ts'

const UNITS_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }
const DURATION = /^(\d{1,6})(s|m|h|d)$/

/** `30s`, `10m`, `2h`, `1d` or `0`, in milliseconds. */
export const parseDuration = (text: string): number => {
  if (text === '0') return 0
  const [, count, unit] = DURATION.exec(text) ?? []
  const unitMs = UNITS_MS[unit ?? '']
  if (count !== undefined && unitMs !== undefined) return Number(count) * unitMs
  throw new UsageError(`"${text}" is not a length of time`, {
    code: 'USAGE_DURATION',
    hint: 'Write a number and a unit: 30s, 10m, 2h, 1d, or 0.',
  })
}
