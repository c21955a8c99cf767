const DECIMAL = /^([+-]?)(\d+)(\.\d+)?$/

/** `-1 234 567.50`: decimal text with its thousands apart, by spaces, which no country reads as decimals. */
export const groupDigits = (decimal: string): string => {
  const match = DECIMAL.exec(decimal)
  if (!match) return decimal
  const [, sign = '', whole = '', fraction = ''] = match
  return sign + whole.replaceAll(/\B(?=(?:\d{3})+$)/g, ' ') + fraction
}

/** `1 250.50 EUR, 300 JPY`: amounts by currency, in the order of the currencies' codes. */
export const renderAmounts = (amounts: Readonly<Record<string, string>>): string =>
  Object.keys(amounts)
    .sort()
    .map((currency) => `${groupDigits(amounts[currency] ?? '')} ${currency}`)
    .join(', ')
