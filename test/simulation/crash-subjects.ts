import type { CrashSubject } from './crash-points.ts'

/** What is crashed at each of its boundaries: every route, and both forms of an invoice. */
export const CRASH_SUBJECTS: readonly CrashSubject[] = [
  {
    title: 'spend into journals',
    route: 'airbase-to-d365',
    world: { seed: 3, bills: 3, reimbursements: 1, cards: 2, transfers: 1, settlements: 0.5 },
  },
  {
    title: 'bills into pending invoices',
    route: 'airbase-to-d365',
    world: { seed: 6, bills: 3, settlements: 0 },
    pendingBills: true,
  },
  { title: 'reference data into Airbase', route: 'd365-to-airbase', world: { seed: 5, bills: 1 } },
]
