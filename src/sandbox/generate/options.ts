/** How much of what a generated world holds. */
export interface WorldOptions {
  readonly seed: number
  readonly bills: number
  readonly reimbursements?: number
  readonly cards?: number
  /** Share of the clean bills and reimbursements that are paid as well, 0.3 by default. */
  readonly settlements?: number
  readonly transfers?: number
  readonly fees?: number
  readonly amortisations?: number
  /** Share of documents with something special about them; true is 0.2, false none. */
  readonly problems?: boolean | number
  /** The day on which the world is looked at. */
  readonly asOf: string
}

/** Options with their defaults. */
export interface WorldPlan extends Required<Omit<WorldOptions, 'problems'>> {
  readonly problems: number
}

/** Fills in the defaults and refuses shares that are none. */
export function planOf(options: WorldOptions): WorldPlan {
  const { problems = false, settlements = 0.3 } = options
  const share = typeof problems === 'number' ? problems : problems ? 0.2 : 0
  for (const [name, value] of Object.entries({ problems: share, settlements })) {
    if (!(value >= 0 && value <= 1)) throw new Error(`${name} must be a share between 0 and 1`)
  }
  return {
    reimbursements: 0,
    cards: 0,
    transfers: 0,
    fees: 0,
    amortisations: 0,
    ...options,
    settlements,
    problems: share,
  }
}
