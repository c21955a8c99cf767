import { pad, printable, textWidth } from './text.ts'

/** `name   value` lines, values in one column; a null value is left out. */
export const renderKeyValues = (pairs: readonly (readonly [string, string | number | null])[]): string => {
  const shown = pairs.filter((pair): pair is readonly [string, string | number] => pair[1] !== null)
  const width = Math.max(0, ...shown.map(([name]) => textWidth(name)))
  return shown.map(([name, value]) => `${pad(name, width, 'left')}  ${printable(String(value))}`).join('\n')
}
