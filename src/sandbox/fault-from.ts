import type { JsonObject } from '../lib/json.ts'
import type { Fault, FaultAction } from './fault.ts'

/** Fields that each action must carry, and their types. */
const requiredFields: Readonly<Record<FaultAction['kind'], Readonly<Record<string, 'number' | 'string'>>>> = {
  throttle: {},
  status: { status: 'number' },
  'drop-before': {},
  'drop-after': {},
  'commit-late': {},
  silence: {},
  slow: { ms: 'number' },
  truncate: { atByte: 'number' },
  html: {},
  shape: { field: 'string' },
  page: { change: 'string' },
  'token-expired': {},
}

/** Reads a fault from JSON and says what is wrong with it. */
export function faultFrom(value: JsonObject): Fault {
  const { match = {}, nth, times, do: action } = value
  if (!isObject(match)) throw new Error('match must be an object')
  if (!isObject(action)) throw new Error('do must be an object with a kind')
  const kind = action['kind']
  if (!isKind(kind)) throw new Error(`do.kind must be one of ${Object.keys(requiredFields).join(', ')}`)
  for (const [field, type] of Object.entries(requiredFields[kind])) {
    if (typeof action[field] !== type) throw new Error(`do.${field} must be a ${type}`)
  }
  if (kind === 'page' && !['duplicate', 'reorder', 'shrink'].includes(String(action['change']))) {
    throw new Error('do.change must be duplicate, reorder or shrink')
  }
  for (const [name, part] of Object.entries({
    'match.method': match['method'],
    'match.path': match['path'],
  })) {
    if (part !== undefined && typeof part !== 'string') throw new Error(`${name} must be a string`)
  }
  for (const [name, count] of Object.entries({ nth, times })) {
    if (count !== undefined && !isCount(count)) throw new Error(`${name} must be a whole number of 1 or more`)
  }
  // Checked above, field by field; the rest of an action is optional and read with defaults.
  return value.match === undefined ? ({ ...value, match } as unknown as Fault) : (value as unknown as Fault)
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isKind = (value: unknown): value is FaultAction['kind'] =>
  typeof value === 'string' && Object.hasOwn(requiredFields, value)

const isCount = (value: unknown): boolean =>
  typeof value === 'number' && Number.isInteger(value) && value >= 1
