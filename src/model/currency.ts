import codes from 'currency-codes'

/** How many decimals a currency has. */
export interface CurrencyTable {
  /** Decimals of `code`, null for a code nobody knows. */
  decimals(code: string): number | null
}

/** ISO 4217. */
export const isoCurrencies: CurrencyTable = { decimals: (code) => codes.code(code)?.digits ?? null }

/** `known` first (the ledger's own rounding rules), ISO 4217 for the rest. */
export const currencyTable = (known: ReadonlyMap<string, number>): CurrencyTable => ({
  decimals: (code) => known.get(code) ?? isoCurrencies.decimals(code),
})
