import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { AppendFile, Disk } from '../../src/contract/disk.ts'
import type { DocumentEntry } from '../../src/contract/document-entry.ts'
import type { ContainerEntry, DocumentFilter, StateStore } from '../../src/contract/state-store.ts'
import type { CalendarDate } from '../../src/model/calendar-date.ts'
import type { TraceCode } from '../../src/model/identity.ts'
import { nodeDisk } from '../../src/state/node-disk.ts'
import { overlayDisk } from '../../src/state/overlay-disk.ts'
import { documentEntry } from './document-entry.ts'
import { memoryDisk } from './memory-disk.ts'
import { listOf, testState, type TestState } from './state.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** A state that is filled by one store and looked at by another one. */
export interface Harness {
  readonly state: TestState
  /** The store that fills the state. */
  write(): Promise<StateStore>
  /** The store under test, over what the other one left. */
  reopen(): Promise<StateStore>
}

const onDisk = (disk: Disk, root?: string): Harness => {
  const state = testState(disk, root)
  return { state, write: () => state.open(), reopen: () => state.open() }
}
/** The machine's own disk; what a crashed run left open is closed with the test. */
const realDisk = (): Disk => {
  const files: AppendFile[] = []
  onTestFinished(async () => {
    for (const file of files) await file.close().catch(() => undefined)
  })
  const openAppend = async (path: string) => {
    const file = await nodeDisk.openAppend(path)
    files.push(file)
    return file
  }
  return { ...nodeDisk, openAppend }
}

export const HARNESSES: readonly (readonly [string, () => Promise<Harness>])[] = [
  ['in memory', () => Promise.resolve(onDisk(memoryDisk()))],
  ['in a real folder', async () => onDisk(realDisk(), join(await temporaryFolder(), 'root'))],
  [
    'over which a dry run is laid',
    () => {
      const harness = onDisk(memoryDisk())
      const { disk } = harness.state
      return Promise.resolve({
        ...harness,
        reopen: () => harness.state.open({ disk: overlayDisk(disk), mode: 'dry' }),
      })
    },
  ],
]

export const LINK = {
  id: 'USMF-00631',
  legalEntity: 'usmf',
  lines: [1, 2],
  voucher: null,
  url: 'https://d365.example/631',
}
export const refsOf = async (store: StateStore, filter: DocumentFilter) =>
  (await listOf(store.open(filter))).map(({ identity }) => identity.ref)
export const add = (store: StateStore, ref: string, change: Partial<DocumentEntry> = {}) =>
  store.record({ event: change.state ?? 'ready', entry: documentEntry(ref, change) })
export const idOf = (ref: string): TraceCode => documentEntry(ref).id
export const journal = (ref: string, change: Partial<ContainerEntry> = {}): ContainerEntry => ({
  container: {
    trace: idOf(ref),
    form: 'general-journal',
    flow: 'cards',
    legalEntity: 'usmf',
    currency: 'USD',
    postingDate: '2026-11-20' as CalendarDate,
  },
  route: 'a-to-b',
  state: 'opening',
  id: null,
  attemptedAt: 1,
  firstMissedAt: null,
  members: [{ id: idOf('one'), lines: [1, 2] }],
  ...change,
})

/** Ends a run: as it should, or by a crash after everything was durable. */
export const ENDINGS = [
  ['was closed', (store: StateStore) => store.close()],
  ['crashed', (store: StateStore) => store.durable()],
] as const
