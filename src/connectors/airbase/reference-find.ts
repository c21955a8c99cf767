import type { Found, TargetLink } from '../../contract/target.ts'
import { foldKeyText } from '../../model/natural-key.ts'
import type { Problem } from '../../model/problem.ts'
import type { AirbaseContract } from './assumptions.ts'
import type { ReferenceBody, ReferenceForm } from './reference-bodies.ts'
import type { ReferenceRow, RowIndex } from './reference-rows.ts'

/** Where a reference record stands in Airbase, by its reference; a linked row counts by its id too. */
export const findReference = (
  form: ReferenceForm,
  body: ReferenceBody,
  rows: RowIndex,
  contract: AirbaseContract,
): Found => {
  const matches = rows.matching(body)
  const linked = body.airbaseId === null ? null : rows.byId(body.airbaseId)
  const others = linked ? matches.filter((row) => row.airbaseId !== linked.airbaseId) : matches
  if (others.length > 1 || (linked && others.length > 0)) {
    return { kind: 'unclear', problem: severalRows(body, linked ? [linked, ...others] : others) }
  }
  const row = linked ?? others[0] ?? null
  if (row === null) return form.takes === 'vendor' ? absentOrNamesake(body, rows) : { kind: 'absent' }
  if (row.reference !== '' && foldKeyText(row.reference) !== foldKeyText(body.reference)) {
    return { kind: 'unclear', problem: otherReference(body, row) }
  }
  return { kind: 'ours', whole: isWhole(body, row, contract), booked: false, link: linkTo(row.airbaseId) }
}

export const linkTo = (airbaseId: string): TargetLink => ({
  id: airbaseId,
  legalEntity: null,
  lines: [],
  voucher: null,
  url: null,
})

/** People enter vendors in Airbase too: a second one of the same name is for a person to decide. */
const absentOrNamesake = (body: ReferenceBody, rows: RowIndex): Found => {
  const namesakes = rows.unlinkedNamed(body.name)
  return namesakes.length === 0 ? { kind: 'absent' } : { kind: 'unclear', problem: namesake(body, namesakes) }
}

/**
 * Whether the row says what we would write. A field that the list does not show counts as different, so
 * that an update is sent rather than left out; only a missing flag counts as active, as every listed row was.
 */
const isWhole = (body: ReferenceBody, row: ReferenceRow, contract: AirbaseContract): boolean =>
  row.reference === body.reference &&
  row.name === body.name &&
  isActive(row, contract) === body.active &&
  sameSubsidiaries(body.subsidiaries, row.fields['subsidiary_reference_ids']) &&
  (body.accountType === null ||
    (row.fields['type'] === body.accountType && row.fields['account_number'] === body.reference))

const isActive = (row: ReferenceRow, { activeField }: AirbaseContract): boolean =>
  activeField === null || row.fields[activeField] !== false

const sameSubsidiaries = (wanted: readonly string[], shown: unknown): boolean => {
  if (!Array.isArray(shown)) return false
  const codes = shown.map((link: unknown) => foldKeyText(referenceOf(link)))
  return (
    new Set(codes).size === new Set(wanted).size && wanted.every((code) => codes.includes(foldKeyText(code)))
  )
}

const referenceOf = (link: unknown): string => {
  const reference =
    typeof link === 'object' && link !== null && 'erp_reference_id' in link ? link.erp_reference_id : ''
  return typeof reference === 'string' ? reference : ''
}

const idsOf = (rows: readonly ReferenceRow[]): string => rows.map((row) => row.airbaseId).join(', ')

const severalRows = (body: ReferenceBody, rows: readonly ReferenceRow[]): Problem => ({
  code: 'REFERENCE_NOT_UNIQUE',
  field: 'erp_reference_id',
  value: body.reference,
  message: `Airbase has several rows for "${body.reference}": ${idsOf(rows)}.`,
  remedy: 'Merge them in Airbase, or clear the ERP reference of those that are not meant.',
})

const otherReference = (body: ReferenceBody, row: ReferenceRow): Problem => ({
  code: 'REFERENCE_LINKED_ELSEWHERE',
  field: 'erp_reference_id',
  value: row.reference,
  message: `The Airbase row ${row.airbaseId} of "${body.reference}" is linked to "${row.reference}".`,
  remedy: 'Correct the ERP reference in Airbase; it cannot be changed from here.',
})

const namesake = (body: ReferenceBody, rows: readonly ReferenceRow[]): Problem => ({
  code: 'POSSIBLE_DUPLICATE_VENDOR',
  field: 'name',
  value: body.reference,
  message: `Airbase has an unlinked vendor of the same name; "${body.reference}" could be there twice.`,
  remedy:
    rows.length === 1
      ? `If it is the same: ml-connector mapping set <route> vendor "${body.reference}" ${idsOf(rows)}; else rename one.`
      : `Merge these in Airbase, then link the one that stays: ml-connector mapping set <route> vendor "${body.reference}" <one of ${idsOf(rows)}>.`,
})
