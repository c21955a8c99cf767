const SECOND_MS = 1_000
const UNITS = [
  { name: 'day', ms: 86_400_000 },
  { name: 'hour', ms: 3_600_000 },
  { name: 'minute', ms: 60_000 },
  { name: 'second', ms: SECOND_MS },
] as const

/** `3 hours ago`, `in 2 days`, `just now`. */
export const relativeTime = (then: number, now: number): string => {
  const distance = Math.abs(now - then)
  const unit = UNITS.find(({ ms }) => distance >= ms)
  if (!unit) return 'just now'
  const count = Math.floor(distance / unit.ms)
  const text = `${count} ${unit.name}${count === 1 ? '' : 's'}`
  return then > now ? `in ${text}` : `${text} ago`
}

/** `250 ms`, `3.2 s`, `2 min 5 s`, `1 h 3 min`. */
export const renderDuration = (ms: number): string => {
  if (ms < SECOND_MS) return `${Math.round(ms)} ms`
  if (ms < 60_000) return `${(ms / SECOND_MS).toFixed(1)} s`
  const seconds = Math.round(ms / SECOND_MS)
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`
}

/** `2026-11-20 08:15 UTC` of an ISO time; the text itself where it is none. */
export const momentText = (iso: string): string =>
  /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(iso) ? `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC` : iso
