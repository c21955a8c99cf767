import type { Json } from '../../../lib/json.ts'
import type { SandboxRequest, SandboxResponse } from '../../app.ts'
import { buildDisplay } from '../dimensions/formats.ts'
import { Failure, malformed } from '../failure.ts'
import type { System } from '../system.ts'
import { parseObject } from './body.ts'
import { originOf } from './reads.ts'
import { jsonResponse } from './render.ts'

/** The two bound actions that let the server build a display string [seen]; every other one is unknown. */
export const runAction = (system: System, name: string, request: SandboxRequest): SandboxResponse => {
  const format = {
    'DimensionSets.getSetDisplayValue': 'DataEntityDefaultDimensionFormat',
    'DimensionCombinations.getCombinationDisplayValue': 'DataEntityLedgerDimensionFormat',
  } as const
  if (!isAction(name, format))
    throw new Failure(404, 'request', `Resource not found for the segment '${name}'.`)
  const body = parseObject(request.body)
  const names = texts(body._attributeNames)
  const values = texts(body._attributeValues)
  if (names.length !== values.length) throw malformed('The attribute names and values differ in number.')
  const named = new Map(names.map((attribute, at) => [attribute, values[at] ?? '']))
  const value = buildDisplay(system, format[name], named, name.slice(0, name.indexOf('.') - 1))
  return jsonResponse(200, {
    '@odata.context': `${originOf(system, request)}/data/$metadata#Edm.String`,
    value,
  })
}

const isAction = <T extends object>(name: string, actions: T): name is string & keyof T =>
  Object.hasOwn(actions, name)

const texts = (value: Json | undefined): string[] => {
  if (!Array.isArray(value)) throw malformed('An array of strings was expected.')
  return value.map((entry) => String(entry))
}
