import type { Connector } from '../contract/connector.ts'
import type { Route } from '../contract/route.ts'
import { referenceFlows } from './reference-flows.ts'
import { spendFlows } from './spend-flows.ts'

/**
 * Every route that the connectors make possible: `<system>-to-<ledger>` for what a system hands over,
 * `<ledger>-to-<system>` for what it takes. A new connector gets its routes from its abilities.
 */
export const routesOf = (connectors: readonly Connector[]): readonly Route[] => {
  const ledgers = connectors.filter((connector) => connector.abilities.ledger)
  const others = connectors.filter((connector) => !connector.abilities.ledger)
  return ledgers.flatMap((ledger) => others.flatMap((system) => [...toSystem(ledger, system), ...toLedger(system, ledger)]))
}

const toLedger = (system: Connector, ledger: Connector): Route[] => {
  const { spend } = system.abilities
  if (spend === null) return []
  const flows = spendFlows(spend)
  return [{ name: `${system.name}-to-${ledger.name}`, from: system.name, to: ledger.name, flows, ledger: 'to' }]
}

const toSystem = (ledger: Connector, system: Connector): Route[] => {
  const flows = referenceFlows(system.abilities.takes)
  if (flows.length === 0) return []
  return [{ name: `${ledger.name}-to-${system.name}`, from: ledger.name, to: system.name, flows, ledger: 'from' }]
}
