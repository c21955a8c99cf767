import type { ReferenceData } from '../../contract/reference-data.ts'
import { ProblemsError } from '../../errors/problems-error.ts'
import type { Dimensions } from '../../model/dimension.ts'
import { jsonAmount } from '../../model/money.ts'
import type { Problem } from '../../model/problem.ts'
import {
  ambiguousValue,
  buildDisplayValue,
  escapeSegment,
  missingDimensions,
  type DimensionFormat,
} from './dimensions.ts'
import type { DimensionFormats } from './formats.ts'
import { tooLong } from './lengths.ts'

/** Collects all that is wrong with one document, so that a person sees it at once. */
export interface Checks {
  add(...problems: readonly (Problem | null)[]): void
  /** @throws ProblemsError when anything was added */
  done(): void
}

export const createChecks = (): Checks => {
  const problems: Problem[] = []
  return {
    add: (...more) => problems.push(...more.filter((problem) => problem !== null)),
    done: () => {
      const [first, ...others] = problems
      if (first) throw new ProblemsError([first, ...others])
    },
  }
}

/** Writes accounts and dimensions as D365 reads them, and notes what it would refuse or drop. */
export interface Coder {
  readonly formats: DimensionFormats
  /** A main account with its dimensions in the active ledger format. */
  ledger(account: string, dimensions: Dimensions, field: string): string
  /** Dimensions alone in the active default format. */
  defaults(dimensions: Dimensions, field: string): string
  /** A vendor or a main account alone, escaped. */
  single(account: string, kind: 'vendor' | 'mainAccount', field: string): string
}

export const createCoder = (reference: ReferenceData, checks: Checks): Coder => {
  const formats = {
    ledger: formatOf(reference, 'ledger', checks),
    default: formatOf(reference, 'default', checks),
  }
  const judge = (format: DimensionFormat, dimensions: Dimensions, field: string) => {
    checks.add(...missingDimensions(format, dimensions, `${field}.dimensions`))
    for (const [name, value] of Object.entries(dimensions)) {
      const at = `${field}.dimensions.${name}`
      checks.add(tooLong(value, 'dimensionValue', at), ambiguousValue(value, format.delimiter, at))
    }
  }
  const judgeAccount = (account: string, kind: 'vendor' | 'mainAccount', field: string) =>
    checks.add(tooLong(account, kind, field), ambiguousValue(account, formats.ledger.delimiter, field))
  return {
    formats,
    ledger: (account, dimensions, field) => {
      judgeAccount(account, 'mainAccount', `${field}.account`)
      judge(formats.ledger, dimensions, field)
      return buildDisplayValue(formats.ledger, account, dimensions)
    },
    defaults: (dimensions, field) => {
      judge(formats.default, dimensions, field)
      return buildDisplayValue(formats.default, null, dimensions)
    },
    single: (account, kind, field) => {
      judgeAccount(account, kind, field)
      return escapeSegment(account, formats.ledger.delimiter)
    },
  }
}

const formatOf = (reference: ReferenceData, kind: 'ledger' | 'default', checks: Checks): DimensionFormat => {
  const format = reference.format(kind)
  if (format !== null) return format
  checks.add({
    code: 'DIMENSION_FORMAT_MISSING',
    field: 'dimensions',
    value: '',
    message: `D365 has no active ${kind} dimension format`,
    remedy: 'Make one active in D365: Financial dimension configuration for integrating applications.',
  })
  return { kind, segments: ['MainAccount'], delimiter: '-' }
}

/** Largest amount that a JSON number holds exactly. */
const DIGITS_MAX = 15

/** An amount as the JSON number D365 takes; the sign stays. */
export const wireAmount = (minor: bigint, decimals: number, field: string, checks: Checks): number => {
  if (minor.toString().replace('-', '').length <= DIGITS_MAX) return jsonAmount(minor, decimals)
  checks.add({
    code: 'AMOUNT_TOO_LARGE',
    field,
    value: minor.toString(),
    message: `the amount has more than ${DIGITS_MAX} digits`,
    remedy: 'Enter this document by hand.',
  })
  return 0
}

/** A value that must be there. */
export const required = (value: string, field: string, code: string, what: string): Problem | null =>
  value.trim() !== ''
    ? null
    : {
        code,
        field,
        value: '',
        message: `${what} is missing`,
        remedy: 'Fill it in at the source, then replay the document.',
      }
