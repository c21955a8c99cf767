import { EXPORT_COLUMNS } from '../services/audit-export-columns.ts'

/** The description of `audit export`, with its columns: it is made from the list that makes the file. */
export const exportHelp = [
  'Only facts that stand in the trail in the clear; what is sealed stays sealed. You alone can read the file.',
  'In CSV, text that a spreadsheet would take for a formula begins with an apostrophe.',
  '',
  'Columns:',
  ...EXPORT_COLUMNS.map(({ name, about }) => `  ${name}: ${about}`),
].join('\n')
