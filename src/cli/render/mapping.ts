import type { MappingCheckResult } from '../../services/mapping-check.ts'
import type { MappingExportResult } from '../../services/mapping-export.ts'
import type { MappingImportResult } from '../../services/mapping-import.ts'
import type { MappingListResult, MappingShowResult } from '../../services/mapping-list.ts'
import type { MappingChanged } from '../../services/mapping-change.ts'
import type { MappingSuggestResult } from '../../services/mapping-suggest.ts'
import { counted } from './list.ts'
import type { Paint } from './paint.ts'
import type { Column } from './table.ts'

export const tableColumns: readonly Column<MappingListResult['tables'][number]>[] = [
  { title: 'Table', value: ({ table }) => table },
  { title: 'Entries', value: ({ entries }) => entries, align: 'right' },
  { title: 'Default entry', value: ({ hasDefault }) => (hasDefault ? 'yes' : 'no') },
  { title: 'Translates', value: ({ codes, values }) => `${codes} → ${values}` },
]

export const entryColumns: readonly Column<MappingShowResult['entries'][number]>[] = [
  { title: 'Code', value: ({ code }) => code },
  { title: 'Value', value: ({ value }) => value },
]

export const problemColumns: readonly Column<MappingCheckResult['problems'][number]>[] = [
  { title: 'Table', value: ({ table }) => table },
  { title: 'Code', value: ({ code }) => code },
  { title: 'Value', value: ({ value }) => value },
  {
    title: 'Problem',
    value: ({ problem }) => problem,
    paint: ({ severity }) => (severity === 'wrong' ? 'bad' : 'warn'),
  },
  { title: 'What is wrong', value: ({ message }) => message },
  { title: 'What to do', value: ({ remedy }) => remedy },
]

export const suggestionColumns: readonly Column<MappingSuggestResult['suggestions'][number]>[] = [
  { title: 'Table', value: ({ table }) => table },
  { title: 'Code', value: ({ code }) => code },
  { title: 'Name', value: ({ name }) => name },
  { title: 'Documents', value: ({ documents }) => documents, align: 'right' },
  { title: 'Proposal', value: ({ proposal }) => proposal },
  { title: 'Its name', value: ({ proposedName }) => proposedName },
  { title: 'Why', value: ({ why }) => why },
  { title: 'Confidence', value: ({ confidence }) => confidence.toFixed(1), align: 'right' },
  { title: 'Applied', value: ({ applied }) => (applied ? 'yes' : null) },
]

/** The special codes and values, for a person who reads a table. */
const LEGEND =
  'Codes: * is the default entry, <legal entity>/<code> one company alone. Values: = is the same code, - leaves it out.'

export const renderList = ({ route, version, tables }: MappingListResult, table: string): string => {
  const empty = tables.every(({ entries }) => entries === 0)
  const next = empty
    ? `\n\nAll are empty: ml-connector mapping import ${route} <file.csv>, or mapping set.`
    : ''
  return `${table}\n\n${route}, version ${version}. ${LEGEND}${next}`
}

export const renderShow = (result: MappingShowResult, table: string): string => {
  const { route, version, codes, values, entries } = result
  const rows = entries.length === 0 ? `The table ${result.table} has no entry.` : table
  return `${rows}\n\n${counted(entries.length, 'entry', 'entries')} of ${result.table} (${codes} → ${values}); ${route}, version ${version}. ${LEGEND}`
}

export const renderChange = ({ route, version, changes }: MappingChanged, paint: Paint): string => {
  if (changes.length === 0)
    return `Nothing changed: the entry stands there already (${route}, version ${version}).`
  const lines = changes.map(({ table, code, old, new: value }) => {
    const was = old === null ? '' : ` (was ${old})`
    return `${paint.good('✔')} ${table}: ${code} ${value === null ? 'is removed' : `→ ${value}`}${was}`
  })
  return [
    ...lines,
    `${route} is now at version ${version}; waiting documents are judged by it at the next sync.`,
  ].join('\n')
}

export const renderImport = (result: MappingImportResult, paint: Paint): string => {
  const { route, version, rows, added, changed, removed, unchanged } = result
  return `${paint.good('✔')} ${counted(rows, 'row')}: ${added} added, ${changed} changed, ${unchanged} unchanged, ${removed} removed; ${route} is at version ${version}.`
}

export const renderExport = ({ csv, file, entries, route, version }: MappingExportResult): string =>
  csv === null
    ? `${counted(entries, 'entry', 'entries')} of ${route}, version ${version}, are in ${file ?? ''}.`
    : csv.trimEnd()

export const FORMULA_NOTICE =
  '! Some cells begin with = + - or @. They are kept exact; in a spreadsheet import all columns as text, or it may take them for formulas.'

export const renderCheck = (result: MappingCheckResult, table: string, paint: Paint): string => {
  const { route, version, entries, tables, wrong, problems, ledger, readAt } = result
  const checked = `${counted(entries, 'entry', 'entries')} in ${counted(tables, 'table')} (${route}, version ${version}) checked against ${ledger} as read at ${readAt}`
  if (problems.length === 0) return `${paint.good('✔')} ${checked}: nothing is wrong.`
  const hints = problems.length - wrong
  const line = `${wrong > 0 ? paint.bad('✖') : paint.warn('!')} ${checked}: ${wrong} wrong, ${counted(hints, 'hint')}.`
  return `${table}\n\n${line}`
}

export const renderSuggest = (result: MappingSuggestResult, table: string): string => {
  const { route, suggestions, file, ledger, readAt } = result
  if (suggestions.length === 0) return `No document of ${route} waits for an entry.`
  const applied = suggestions.filter((each) => each.applied).length
  const proposed = suggestions.filter(({ proposal }) => proposal !== null).length
  const lines = [
    `${counted(suggestions.length, 'code')} without an entry, ${proposed} with a proposal, ${applied} applied (${ledger} as read at ${readAt}).`,
    ...(file === null ? [] : [`To edit and import: ${file}; fill in or remove the rows without a value.`]),
    ...(applied > 0 || proposed === 0
      ? []
      : [
          'Nothing was changed; --write applies those with the same code or name, --output writes a CSV to edit.',
        ]),
  ]
  return `${table}\n\n${lines.join('\n')}`
}
