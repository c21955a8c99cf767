import type { JsonObject } from '../../lib/json.ts'
import { foldKeyText } from '../../model/natural-key.ts'
import type { Problem } from '../../model/problem.ts'
import { WireError } from '../../errors/ml-error.ts'
import { z } from 'zod'
import type { AirbaseApi } from './api.ts'
import type { AirbaseContract } from './assumptions.ts'
import { readWhole } from './lists.ts'

/** Links of a record to subsidiaries as they are written, or what is wrong with them. */
export type Resolved = { readonly links: readonly JsonObject[] } | { readonly problems: readonly Problem[] }

/** Finds subsidiaries by the code of the company. */
export interface Subsidiaries {
  /** Reads the list once per connection. An unknown company is a problem of the record (brief 6). */
  resolve(codes: readonly string[]): Promise<Resolved>
}

interface Subsidiary {
  readonly airbaseId: string
  readonly reference: string
}

const rowSchema = z.looseObject({ airbase_id: z.string().min(1), erp_reference_id: z.string().nullish() })

export const createSubsidiaries = (api: AirbaseApi, contract: AirbaseContract): Subsidiaries => {
  let reading: Promise<readonly Subsidiary[]> | null = null
  const path = contract.paths.subsidiaries
  // GET /subsidiaries/ (brief 4)
  const read = async () => [
    ...(await readWhole({ api, contract, path }, (row) => toSubsidiary(row, path))).values(),
  ]
  const all = (): Promise<readonly Subsidiary[]> => {
    reading ??= read().catch((error: unknown) => {
      reading = null
      throw error
    })
    return reading
  }
  return {
    resolve: async (codes) => {
      if (codes.length === 0) return { links: [] }
      const known = await all()
      const found = codes.map((code) => ({ code, matches: matchesOf(known, code) }))
      const problems = found.flatMap(({ code, matches }) =>
        matches.length === 1 ? [] : [problemOf(code, matches)],
      )
      if (problems.length > 0) return { problems }
      return {
        links: found.flatMap(({ matches }) =>
          matches.map((one) => ({ airbase_id: one.airbaseId, erp_reference_id: one.reference })),
        ),
      }
    },
  }
}

const toSubsidiary = (row: unknown, path: string): readonly [string, Subsidiary] => {
  const parsed = rowSchema.safeParse(row)
  if (parsed.success) {
    const { airbase_id: airbaseId, erp_reference_id: reference } = parsed.data
    return [airbaseId, { airbaseId, reference: reference ?? '' }]
  }
  throw new WireError(`GET ${path}: ${z.prettifyError(parsed.error)}`, {
    code: 'AIRBASE_ROW_WITHOUT_ID',
    hint: 'Ask Airbase support whether the list of subsidiaries has changed.',
    context: { path },
  })
}

/** The one that is written alike, else those that only differ in case, as the ledger compares codes. */
const matchesOf = (known: readonly Subsidiary[], code: string): readonly Subsidiary[] => {
  const exact = known.filter((one) => one.reference === code)
  return exact.length === 1 ? exact : known.filter((one) => foldKeyText(one.reference) === foldKeyText(code))
}

const problemOf = (code: string, matches: readonly Subsidiary[]): Problem =>
  matches.length === 0
    ? {
        code: 'SUBSIDIARY_UNKNOWN',
        field: 'legalEntities',
        value: code,
        message: `Airbase has no subsidiary with the ERP reference "${code}".`,
        remedy: `Create the subsidiary in Airbase, or give the existing one the ERP reference "${code}".`,
      }
    : {
        code: 'SUBSIDIARY_NOT_UNIQUE',
        field: 'legalEntities',
        value: code,
        message: `Airbase has ${matches.length} subsidiaries with the ERP reference "${code}".`,
        remedy: 'Clear the ERP reference of those that are not meant.',
      }
