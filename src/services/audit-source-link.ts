import type { DocumentEntry } from '../contract/document-entry.ts'
import { MlError } from '../errors/ml-error.ts'
import type { JsonObject } from '../lib/json.ts'
import type { ProgramContext } from './context.ts'

/** The record's address in the source for people: by its connector, else an address in the record itself. */
export const sourceLink = async (
  context: Pick<ProgramContext, 'openConnection'>,
  { identity }: DocumentEntry,
  content: JsonObject | null,
): Promise<string | null> => (await readerLink(context, identity)) ?? contentLink(content)

/** Opening a connection sends nothing; one that cannot be opened has no link to give. */
const readerLink = async (
  context: Pick<ProgramContext, 'openConnection'>,
  { connection, kind, ref }: DocumentEntry['identity'],
) => {
  try {
    const { sources } = await context.openConnection(connection, { readOnly: true })
    return sources.get(kind)?.link(ref) ?? null
  } catch (error) {
    if (error instanceof MlError) return null
    throw error
  }
}

const contentLink = (content: JsonObject | null): string | null => {
  for (const [name, value] of Object.entries(content ?? {})) {
    if (/url$/i.test(name) && typeof value === 'string' && /^https?:\/\//.test(value)) return value
  }
  return null
}
