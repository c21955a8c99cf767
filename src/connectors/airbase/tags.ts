import type { Problem } from '../../model/problem.ts'
import type { SourceCode } from '../../model/spend.ts'
import type { WireEntry, WireLine, WireReference, WireTag } from './entry-schema.ts'

/** Code and name; an empty code is one that Airbase knows and the ledger does not. */
const toCode = ({ erp_reference_id: code, name }: WireReference): SourceCode => ({
  code: code === null || code.trim() === '' ? null : code,
  name: name ?? '',
})

export const toCodeOrNull = (reference: WireReference | null | undefined): SourceCode | null =>
  reference == null ? null : toCode(reference)

/**
 * Tags of a line by label: the entry's own, over which the line's win (brief 9, «Header tags / line tags»).
 */
export const tagsOf = (
  entry: Pick<WireEntry, 'transaction_tags'>,
  line: Pick<WireLine, 'tags'>,
): Readonly<Record<string, SourceCode>> =>
  Object.fromEntries([...entry.transaction_tags, ...line.tags].map((tag) => [tag.type_label, toCode(tag)]))

/** Labels that one level carries twice with different values: nothing says which of them is meant. */
export const contradictions = (tags: readonly WireTag[], field: string): readonly Problem[] => {
  const values = new Map<string, Set<string>>()
  for (const tag of tags) {
    const { code, name } = toCode(tag)
    values.set(tag.type_label, (values.get(tag.type_label) ?? new Set()).add(code ?? `"${name}"`))
  }
  return [...values]
    .filter(([, different]) => different.size > 1)
    .map(([label, different]) => ({
      code: 'TAG_TWICE',
      field: `${field}.${label}`,
      value: [...different].join(', '),
      message: `The tag "${label}" is set to ${different.size} values: ${[...different].join(', ')}.`,
      remedy: 'Leave one of them in Airbase.',
    }))
}
