import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { documentEntry } from '../../test/support/document-entry.ts'
import { testState } from '../../test/support/state.ts'
import { watchedDisk } from '../../test/support/watched-disk.ts'

test('a document is known at once, also when so many follow it that its line is at hand no more', async () => {
  const disk = watchedDisk()
  const store = await testState(disk).open()
  disk.before = () => pause(5)
  const entries = Array.from({ length: 4_000 }, (_, at) => store.record({ event: 'ready', entry: documentEntry(String(at)) }))
  const [first] = entries
  expect(await store.get(first!.id)).toMatchObject({ id: first!.id, state: 'ready' })
})
