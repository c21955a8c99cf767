import type { DocumentEntry } from '../contract/document-entry.ts'
import type { Problem } from '../model/problem.ts'
import { notReleased, withoutIntent } from './judge.ts'
import { record, type RunContext } from './run-context.ts'

/** Its source withdrew it before anything of it was written: it ends here, and begins anew when it is offered again. */
export const endLeft = (run: RunContext, entry: DocumentEntry): void => {
  const ended = { state: 'skipped', problems: [LEFT_SOURCE], parkedBy: null, conflict: null } as const
  record(run, entry, { event: 'left-source', entry: { ...withoutIntent(notReleased(entry)), ...ended } })
}

const LEFT_SOURCE: Problem = {
  code: 'LEFT_SOURCE',
  field: 'status',
  value: '',
  message: 'the source no longer offers it',
  remedy: 'Nothing to do: it is read again when the source offers it again.',
}
