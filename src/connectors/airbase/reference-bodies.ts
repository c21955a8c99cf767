import { z } from 'zod'
import type { PreparedDocument, PrepareContext } from '../../contract/target.ts'
import { ProblemsError } from '../../errors/problems-error.ts'
import type { TargetDocument } from '../../model/document.ts'
import { naturalKey } from '../../model/natural-key.ts'
import type { Problem } from '../../model/problem.ts'
import type { ReferenceRecord } from '../../model/reference-record.ts'
import { DefectError } from '../../errors/ml-error.ts'
import type { ReferenceTable } from './api.ts'
import type { AirbaseContract } from './assumptions.ts'

/** One form: the record that it takes, and the table that it goes to. */
export interface ReferenceForm {
  readonly form: 'airbase-account' | 'airbase-vendor' | 'airbase-tag'
  readonly takes: ReferenceRecord['type']
  readonly table: ReferenceTable
}

/** In the order of writing: what others refer to comes first (brief 6, «Order of writes»). */
export const REFERENCE_FORMS = [
  { form: 'airbase-account', takes: 'account', table: 'accounts' },
  { form: 'airbase-tag', takes: 'dimension-value', table: 'tags' },
  { form: 'airbase-vendor', takes: 'vendor', table: 'vendors' },
] as const satisfies readonly ReferenceForm[]

const bodySchema = z.object({
  reference: z.string(),
  /** Dimension of a tag; null elsewhere. */
  label: z.string().nullable(),
  name: z.string(),
  active: z.boolean(),
  /** Airbase type of an account; null elsewhere. */
  accountType: z.string().nullable(),
  /** Codes of the companies; their Airbase ids are looked up when it is written. */
  subsidiaries: z.array(z.string()),
  /** Row that an earlier write, or a person, linked this record to. */
  airbaseId: z.string().nullable(),
})

/** What is to stand in Airbase, as the outbox keeps it. */
export type ReferenceBody = z.output<typeof bodySchema>

/** @throws DefectError when the body is none of ours */
export const parseBody = (body: unknown): ReferenceBody => {
  const parsed = bodySchema.safeParse(body)
  if (parsed.success) return parsed.data
  throw new DefectError(`an Airbase reference body cannot be read: ${z.prettifyError(parsed.error)}`, {
    code: 'DEFECT_BODY',
  })
}

/**
 * Makes a reference record ready. Pure.
 * @throws ProblemsError when a code or a name is empty, or when the account's type has no Airbase word
 */
export const prepareReference = (
  form: ReferenceForm,
  contract: AirbaseContract,
  document: TargetDocument,
  { existing }: Pick<PrepareContext, 'existing'>,
): PreparedDocument => {
  if (!isOf(form, document)) {
    throw new DefectError(`${form.form} cannot write a document of the type ${document.type}`, {
      code: 'DEFECT_FORM',
    })
  }
  const label = document.type === 'dimension-value' ? document.dimension : null
  const accountType =
    document.type === 'account' ? (contract.accountTypeMap[document.accountType] ?? null) : null
  const [first, ...others] = problemsOf(document, accountType)
  if (first) throw new ProblemsError([first, ...others])
  const body: ReferenceBody = {
    reference: document.id,
    label,
    name: document.name,
    active: document.active,
    accountType,
    subsidiaries: [...document.legalEntities],
    airbaseId: existing?.id ?? null,
  }
  return {
    form: form.form,
    legalEntity: null,
    postingDate: null,
    naturalKey:
      label === null ? naturalKey(form.form, document.id) : naturalKey(form.form, label, document.id),
    containerKey: null,
    lineCount: 1,
    body,
    facts: { reference: document.id, label, active: document.active, subsidiaries: body.subsidiaries },
  }
}

const isOf = (form: ReferenceForm, document: TargetDocument): document is ReferenceRecord =>
  document.type === form.takes

const problemsOf = (record: ReferenceRecord, accountType: string | null): Problem[] => {
  const problems: Problem[] = []
  const blank = (field: string, value: string) => {
    if (value.trim() !== '') return
    problems.push({
      code: 'REFERENCE_FIELD_EMPTY',
      field,
      value: record.id,
      message: `The ${record.type} "${record.id}" has an empty ${field}.`,
      remedy: `Fill in the ${field} in D365; Airbase takes none without it.`,
    })
  }
  blank('id', record.id)
  blank('name', record.name)
  if (record.type === 'dimension-value') blank('dimension', record.dimension)
  if (record.type === 'account' && accountType === null) {
    problems.push({
      code: 'ACCOUNT_TYPE_UNMAPPED',
      field: 'accountType',
      value: record.accountType,
      message: `No Airbase account type is set for the main-account type "${record.accountType}".`,
      remedy: 'Set it under `contract.accountTypeMap` in the settings of this connection.',
    })
  }
  return problems
}
