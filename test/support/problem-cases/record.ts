import type { ReferenceRecord } from '../../../src/model/reference-record.ts'
import { recordProblems, type Case } from '../route-problems.ts'

const accountRecord: ReferenceRecord = {
  type: 'account',
  id: '601000',
  name: 'Office',
  accountType: 'Expense',
  legalEntities: ['demf'],
  active: true,
}

/** What of the reference data a source does not take. */
export const RECORD_PROBLEMS: readonly Case[] = [
  [
    'COMPANY_NOT_TAKEN',
    'legalEntities',
    '601000',
    /mapping set <route> legal-entity/,
    () => recordProblems(accountRecord),
  ],
  [
    'DIMENSION_NOT_TAKEN',
    'legalEntities',
    'Fund',
    /mapping set <route> dimension Fund/,
    () =>
      recordProblems({
        type: 'dimension-value',
        dimension: 'Fund',
        id: 'F1',
        name: 'Fund 1',
        legalEntities: [],
        active: true,
      }),
  ],
]
