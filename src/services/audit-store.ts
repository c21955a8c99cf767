import type { StateStore } from '../contract/state-store.ts'
import { UsageError } from '../errors/ml-error.ts'
import { isTraceCode, type TraceCode } from '../model/identity.ts'
import type { ProgramContext } from './context.ts'

/** Opens the state for reading, without a lock, for the time of `work`. */
export const withReader = async <Result>(
  context: Pick<ProgramContext, 'openStore'>,
  work: (store: StateStore) => Promise<Result>,
): Promise<Result> => {
  const store = await context.openStore({ mode: 'read', run: 'reader' })
  try {
    return await work(store)
  } finally {
    await store.close()
  }
}

const PREFIX_MIN = 6
const EXAMPLES_MAX = 5

/**
 * The document that a person means: its id or the beginning of it, in either case.
 * @throws UsageError `DOCUMENT_ID_SHORT`, `DOCUMENT_UNKNOWN` or `DOCUMENT_AMBIGUOUS`
 */
export const documentId = async (store: StateStore, text: string): Promise<TraceCode> => {
  const wanted = text.trim().toUpperCase()
  if (isTraceCode(wanted) && (await store.get(wanted)) !== null) return wanted
  if (!/^ML[A-Z2-7]*$/.test(wanted)) throw unknown(text)
  if (wanted.length < PREFIX_MIN) {
    throw new UsageError(`"${text}" is too short to name a document`, {
      code: 'DOCUMENT_ID_SHORT',
      hint: `Give at least ${PREFIX_MIN} characters of the id, such as MLA2BC.`,
    })
  }
  const [found, ...others] = await store.byPrefix(wanted)
  if (found === undefined) throw unknown(text)
  if (others.length === 0) return found
  throw new UsageError(`"${text}" is the beginning of ${others.length + 1} documents`, {
    code: 'DOCUMENT_AMBIGUOUS',
    hint: `Give more of it, such as ${[found, ...others].slice(0, EXAMPLES_MAX).join(', ')}.`,
  })
}

const unknown = (text: string) =>
  new UsageError(`no document has the id "${text}"`, {
    code: 'DOCUMENT_UNKNOWN',
    hint: `\`audit list\` shows ids; for any other number: ml-connector audit explain ${text}`,
    context: { id: text },
  })
