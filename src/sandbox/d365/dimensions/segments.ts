/** What each delimiter symbol stands for; the pairs are the evident reading of the labels [inferred]. */
const delimiters: Readonly<Record<string, string>> = {
  Hyphen: '-',
  Period: '.',
  Underscore: '_',
  Bar: '|',
  Tilde: '~',
  DoubleHyphen: '--',
  DoublePeriod: '..',
  DoubleUnderscore: '__',
  DoubleBar: '||',
  DoubleTilde: '~~',
}

/** The characters of a `DimensionSegmentDelimiter` symbol. */
export const delimiterText = (symbol: string): string => delimiters[symbol] ?? '-'

/** Splits a display string; a backslash takes the delimiter, or a backslash, out of its role [seen]. */
export const splitSegments = (text: string, delimiter: string): string[] => {
  const segments: string[] = []
  let segment = ''
  let at = 0
  while (at < text.length) {
    if (text[at] === '\\' && text.startsWith(delimiter, at + 1)) {
      segment += delimiter
      at += 1 + delimiter.length
    } else if (text[at] === '\\' && text[at + 1] === '\\') {
      segment += '\\'
      at += 2
    } else if (text.startsWith(delimiter, at)) {
      segments.push(segment)
      segment = ''
      at += delimiter.length
    } else {
      segment += text[at]
      at++
    }
  }
  return [...segments, segment]
}

/** One value with the delimiter and backslashes escaped. */
export const escapeSegment = (value: string, delimiter: string): string =>
  value.replaceAll('\\', '\\\\').replaceAll(delimiter, `\\${delimiter}`)

/** The server's own rendering: every segment of the format, blank ones included [seen: `001--`]. */
export const joinSegments = (values: readonly string[], delimiter: string): string =>
  values.map((value) => escapeSegment(value, delimiter)).join(delimiter)
