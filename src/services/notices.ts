import type { StateStore } from '../contract/state-store.ts'
import type { ProgramContext } from './context.ts'

/** Name of the fact that keeps what a connection noticed last. */
export const noticeName = (connection: string, event: string): string => `notice:${connection}/${event}`

/** What the connections noticed, kept once per change. */
export const noteNotices = (context: ProgramContext, store: StateStore): void => {
  for (const { connection, event, facts } of context.notices.splice(0)) {
    const name = noticeName(connection, event)
    if (JSON.stringify(store.facts(name)) !== JSON.stringify(facts)) store.saveFacts(name, facts)
  }
}
