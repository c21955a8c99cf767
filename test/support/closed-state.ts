import { expect } from 'vitest'
import type { StateStore } from '../../src/contract/state-store.ts'
import { documentEntry } from './document-entry.ts'
import { listOf, testState, type TestState } from './state.ts'
import { watchedDisk } from './watched-disk.ts'

export const TRAIL = '/root/state/trail/2026-11.jsonl'
export const MANIFEST = '/root/state/db/manifest.json'
export const ANCHOR = '/root/anchor.json'

/** A state with these documents, closed as a run closes it. */
export const withDocuments = async (...refs: readonly string[]) => {
  const disk = watchedDisk()
  const state = testState(disk)
  await record(state, ...refs)
  return { disk, state }
}
export const record = async (state: TestState, ...refs: readonly string[]) => {
  const store = await state.open()
  for (const ref of refs) store.record({ event: 'ready', entry: documentEntry(ref), content: { ref } })
  await store.close()
}
export const refsOf = async (store: StateStore) =>
  (await listOf(store.open({ states: ['ready'] }))).map(({ identity }) => identity.ref)
export const refused = (state: TestState, code: string) =>
  expect(state.open()).rejects.toMatchObject({ code, exitCode: 10, hint: expect.any(String) })
export const lines = (disk: { files: Map<string, Buffer> }) =>
  (disk.files.get(TRAIL) ?? Buffer.alloc(0)).toString().split('\n').slice(0, -1)
