import type { z } from 'zod'

/** What zod keeps about a schema, as far as it is looked at here. */
interface Definition {
  readonly type: string
  readonly shape?: Readonly<Record<string, z.core.$ZodType>>
  readonly innerType?: z.core.$ZodType
  readonly valueType?: z.core.$ZodType
  readonly element?: z.core.$ZodType
  readonly in?: z.core.$ZodType
  readonly options?: readonly z.core.$ZodType[]
}

/** The keys that a strict object takes at `path`; none where there is no such object. */
export const knownKeys = (schema: z.core.$ZodType, path: readonly PropertyKey[]): readonly string[] => {
  const found = path.reduce<readonly z.core.$ZodType[]>(
    (at, key) => at.flatMap((each) => step(each, key)),
    [schema],
  )
  return found.flatMap((each) => objectsOf(each)).flatMap((each) => Object.keys(definition(each).shape ?? {}))
}

const definition = (schema: z.core.$ZodType): Definition => schema._zod.def as Definition

/** Looks through defaults, optionals, pipes and unions. */
const objectsOf = (schema: z.core.$ZodType): readonly z.core.$ZodType[] => {
  const { innerType, in: input, options } = definition(schema)
  if (innerType) return objectsOf(innerType)
  if (input) return objectsOf(input)
  return options ? options.flatMap(objectsOf) : [schema]
}

const step = (schema: z.core.$ZodType, key: PropertyKey): readonly z.core.$ZodType[] =>
  objectsOf(schema).flatMap((each) => {
    const { shape, valueType, element } = definition(each)
    return shape?.[String(key)] ?? valueType ?? element ?? []
  })
