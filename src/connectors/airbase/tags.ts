import type { SourceCode } from '../../model/spend.ts'
import type { WireEntry, WireLine, WireReference } from './entry-schema.ts'

/** Code and name; an empty code is one that Airbase knows and the ledger does not. */
export const toCode = ({ erp_reference_id: code, name }: WireReference): SourceCode => ({
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
