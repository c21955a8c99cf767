import { isoTime } from '../lib/clock.ts'
import { checkMapping, type MappingProblem } from '../mapping/check.ts'
import type { TableSpec } from '../mapping/entry-rules.ts'
import type { CalendarDate } from '../model/calendar-date.ts'
import type { Route } from '../contract/route.ts'
import { TABLES } from '../routes/coding.ts'
import { defaultFlowSettings, type FlowSettings } from '../settings/schema.ts'
import type { ProgramContext } from './context.ts'
import { ledgerReference } from './mapping-reference.ts'
import { readTables } from './mapping-list.ts'
import { labelOfTable } from './mapping-tables.ts'

export interface MappingCheckInput {
  readonly route: string
  readonly refresh: boolean
  readonly waitMs: number
  readonly signal: AbortSignal
}

export interface MappingCheckResult {
  readonly route: string
  readonly version: number
  readonly tables: number
  readonly entries: number
  /** Connection whose reference data counted, and when the oldest part of it was read. */
  readonly ledger: string
  readonly readAt: string
  readonly problems: readonly MappingProblem[]
  /** Problems that documents stumble over; the others are hints. */
  readonly wrong: number
}

/** Checks every entry of a route against the ledger's reference data. */
export const mappingCheck = async (
  context: ProgramContext,
  input: MappingCheckInput,
): Promise<MappingCheckResult> => {
  const route = context.route(input.route)
  const settings = context.routeSettings(route.name)
  const flowSettings = (name: string) => settings.flows[name] ?? defaultFlowSettings
  const { set, specs } = await readTables(context, route.name)
  const { reference, ledger, readAt } = await ledgerReference(context, { ...input, route })
  const problems = checkMapping({
    route: route.name,
    set,
    specs: withForms(route, specs, flowSettings),
    reference,
    flows: route.flows.map(({ name }) => name).filter((name) => flowSettings(name).enabled),
    today: isoTime(context.clock.now()).slice(0, 10) as CalendarDate,
    companies: TABLES.legalEntity,
    dimensions: TABLES.dimension,
    labelOf: labelOfTable,
  })
  const tables = Object.values(set.tables).map((table) => Object.keys(table).length)
  return {
    route: route.name,
    version: set.version,
    tables: tables.filter((size) => size > 0).length,
    entries: tables.reduce((sum, size) => sum + size, 0),
    ledger,
    readAt,
    problems,
    wrong: problems.filter(({ severity }) => severity === 'wrong').length,
  }
}

/** Procurement categories are needed by the flows that write pending invoices, and by no other. */
const withForms = (
  route: Route,
  specs: readonly TableSpec[],
  settingsOf: (flow: string) => FlowSettings,
): readonly TableSpec[] => {
  const pending = ['bills', 'reimbursements'].filter(
    (flow) => route.flows.some(({ name }) => name === flow) && settingsOf(flow).form === 'pending',
  )
  return specs.map((spec) => (spec.kind === 'category' ? { ...spec, neededBy: pending } : spec))
}
