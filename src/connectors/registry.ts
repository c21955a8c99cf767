import type { Connector } from '../contract/connector.ts'
import { airbase } from './airbase/index.ts'
import { d365 } from './d365/index.ts'

/** Every system that this program knows: one line each. */
export const connectors: readonly Connector[] = [
  d365,
  airbase,
]
