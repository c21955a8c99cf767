import type { ConnectorAbilities } from '../contract/connector.ts'
import type { Flow, FlowContext, Translated } from '../contract/route.ts'
import type { SourceDocument } from '../contract/source.ts'
import { LEAVE_OUT } from '../mapping/tables.ts'
import type { ReferenceRecord } from '../model/reference-record.ts'
import { TABLES } from './coding.ts'

const recordOf = (document: SourceDocument): ReferenceRecord => {
  if (document.body === null || !('type' in document.body)) throw new TypeError('the flow takes reference records')
  return document.body
}

const leftOut = (code: string, message: string, value: string, remedy: string): Translated => ({
  skip: { code, field: 'legalEntities', value, message, remedy },
})

/** The other system's codes of the companies that use the record; a record for all companies names every mapped one. */
const companiesOf = (record: ReferenceRecord, context: FlowContext): string[] => {
  const all = context.reference.rows('legalEntities').map((row) => row.code)
  const own = record.legalEntities.length === 0 ? all : record.legalEntities
  const mapped = own.map((code) => context.mapping.translate(TABLES.legalEntity, code))
  return [...new Set(mapped.flatMap((code) => (code === null || code === LEAVE_OUT ? [] : [code])))].sort()
}

const translateRecord =
  (form: string) =>
  (document: SourceDocument, context: FlowContext): Translated => {
    const record = recordOf(document)
    const legalEntities = companiesOf(record, context)
    if (legalEntities.length === 0) {
      const remedy = `To take it over: ml-connector mapping set <route> ${TABLES.legalEntity} <legal entity> <company there>.`
      return leftOut('COMPANY_NOT_TAKEN', 'no company that uses it is mapped', record.id, remedy)
    }
    // A vendor that was born in the other system is linked by its id there, and keeps its history.
    const existingId = record.type === 'vendor' ? context.mapping.translate(TABLES.vendor, record.id) : null
    return { form, document: { ...record, legalEntities }, ...(existingId !== null && { existingId }) }
  }

const translateDimensionValue =
  (form: string) =>
  (document: SourceDocument, context: FlowContext): Translated => {
    const record = recordOf(document)
    if (record.type !== 'dimension-value') throw new TypeError('the flow takes dimension values')
    const label = context.mapping.translate(TABLES.dimension, record.dimension)
    if (label === null || label === LEAVE_OUT) {
      const remedy = `To take it over: ml-connector mapping set <route> ${TABLES.dimension} ${record.dimension} <label there>.`
      return leftOut('DIMENSION_NOT_TAKEN', `the dimension ${record.dimension} is not mapped`, record.dimension, remedy)
    }
    const translated = translateRecord(form)(document, context)
    if ('skip' in translated || translated.document.type !== 'dimension-value') return translated
    return { form, document: { ...translated.document, dimension: label } }
  }

/** The record as no longer in use: the same one, inactive. */
const retire = (document: SourceDocument): SourceDocument => ({
  ...document,
  body: { ...recordOf(document), active: false },
})

/** The flows that carry a ledger's reference data to another system: accounts, vendors, dimensions. */
export const referenceFlows = (forms: ConnectorAbilities['takes']): readonly Flow[] => {
  const flow = (name: string, kind: string, recordKind: string, translate: Flow['translate']): Flow => ({
    name,
    kinds: [kind],
    recordKind,
    onChange: 'update',
    translate,
    retire,
  })
  return [
    ...(forms.account === undefined ? [] : [flow('accounts', 'account', 'main-account', translateRecord(forms.account))]),
    ...(forms.vendor === undefined ? [] : [flow('vendors', 'vendor', 'vendor', translateRecord(forms.vendor))]),
    ...(forms['dimension-value'] === undefined
      ? []
      : [flow('dimensions', 'dimension-value', 'dimension-value', translateDimensionValue(forms['dimension-value']))]),
  ]
}
