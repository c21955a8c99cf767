const ASIAN = '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}'
const WIDE = new RegExp(`[${ASIAN}\\p{Emoji_Presentation}\\uFF01-\\uFF60]`, 'u')
// Vendors' texts must not be able to move the cursor or to recolour what follows.
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g
const segments = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** Text without characters that command a terminal; line ends become spaces unless `lines` are wanted. */
export const printable = (text: string, { lines = false }: { lines?: boolean } = {}): string => {
  const safe = text.replaceAll('\r\n', '\n').replaceAll(CONTROL, '�').replaceAll('\t', ' ')
  return lines ? safe : safe.replaceAll('\n', ' ')
}

/** Columns that a text takes. */
export const textWidth = (text: string): number => {
  let width = 0
  for (const { segment } of segments.segment(text)) width += WIDE.test(segment) ? 2 : 1
  return width
}

/** Fills a text with spaces to a width. */
export const pad = (text: string, width: number, align: 'left' | 'right'): string => {
  const space = ' '.repeat(Math.max(0, width - textWidth(text)))
  return align === 'left' ? text + space : space + text
}
