import type { Random } from '../../lib/random.ts'

/** A random UUID of version 4, as the vendor keys everything. */
export function newAirbaseId(random: Random): string {
  const hex = random.bytes(16).toString('hex')
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16)
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-')
}
