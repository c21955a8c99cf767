import { seededRandom } from '../../lib/random.ts'
import type { AirbaseSeed, LedgerEntry } from '../airbase/records.ts'
import { airbaseReference } from './airbase-reference.ts'
import { createCalendar } from './calendar.ts'
import { companyRows } from './d365-companies.ts'
import type { D365Seed } from './d365-rows.ts'
import { sharedRows } from './d365-shared.ts'
import { createDice } from './dice.ts'
import { generateDocuments, type GeneratedDocument } from './documents.ts'
import type { Studio } from './drafting.ts'
import type { Expectation } from './expectation.ts'
import { planOf, type WorldOptions } from './options.ts'
import { createCompanies } from './parties.ts'
import { setupOf, type Setup } from './setup.ts'
import { summaryOf, type WorldSummary } from './summary.ts'

/** The world of a finance team: both systems' data, the set-up between them, and what should come of it. */
export interface World {
  readonly d365Seed: D365Seed
  readonly airbaseSeed: AirbaseSeed & { readonly ledger_entries: readonly LedgerEntry[] }
  readonly expectations: readonly Expectation[]
  readonly setup: Setup
  readonly summary: WorldSummary
}

/** A world whose documents are made one at a time, for as many as memory would not hold. */
export interface OpenWorld {
  readonly d365Seed: D365Seed
  readonly airbaseReference: Omit<AirbaseSeed, 'ledger_entries'>
  readonly setup: Setup
  /** The documents, each call from the first one on. */
  documents(): Generator<GeneratedDocument>
}

/** Makes a world without its documents. The same options make the same bytes. */
export function openWorld(options: WorldOptions): OpenWorld {
  const { studio, reference } = furnish(options)
  return {
    d365Seed: { ...sharedRows(studio.calendar), ...companyRows(studio.companies, studio.calendar) },
    airbaseReference: reference,
    setup: setupOf(studio.companies),
    documents: () => generateDocuments(furnish(options).studio),
  }
}

/** Makes a whole world. */
export function generateWorld(options: WorldOptions): World {
  const { documents, airbaseReference: reference, d365Seed, setup } = openWorld(options)
  const entries: LedgerEntry[] = []
  const expectations: Expectation[] = []
  for (const { entry, expectation } of documents()) {
    entries.push(entry)
    expectations.push(expectation)
  }
  return {
    d365Seed,
    airbaseSeed: { ...reference, ledger_entries: entries },
    expectations,
    setup,
    summary: summaryOf(expectations),
  }
}

/** Draws everything that comes before the first document, always in the same order. */
function furnish(options: WorldOptions): { studio: Studio; reference: Omit<AirbaseSeed, 'ledger_entries'> } {
  const plan = planOf(options)
  const dice = createDice(seededRandom(plan.seed))
  let number = 0
  const studio: Studio = {
    plan,
    dice,
    calendar: createCalendar(plan.asOf),
    companies: createCompanies(plan, dice),
    nextNumber: () => (number += 1),
  }
  return { studio, reference: airbaseReference(studio) }
}
