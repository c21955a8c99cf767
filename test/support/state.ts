import type { Disk } from '../../src/contract/disk.ts'
import type { StateStore } from '../../src/contract/state-store.ts'
import { seededRandom } from '../../src/lib/random.ts'
import { Secret } from '../../src/lib/secret.ts'
import { openState, type OpenStateOptions } from '../../src/state/open-state.ts'
import { statePaths, type StatePaths } from '../../src/state/paths.ts'
import { fakeClock, type FakeClock } from './fake-clock.ts'

/** A state on a disk, which a test opens as often as it likes. */
export interface TestState {
  readonly disk: Disk
  readonly clock: FakeClock
  readonly paths: StatePaths
  readonly anchorPath: string
  open(change?: Partial<OpenStateOptions>): Promise<StateStore>
}

/** `root` holds the state folder and, beside it, the anchor. */
export const testState = (disk: Disk, root = '/root'): TestState => {
  const clock = fakeClock('2026-11-20T08:00:00Z')
  const random = seededRandom(1)
  const paths = statePaths(`${root}/state`)
  const anchorPath = `${root}/anchor.json`
  const stateKey = new Secret(Buffer.alloc(32, 7).toString('base64'))
  let runs = 0
  return {
    disk,
    clock,
    paths,
    anchorPath,
    open: (change = {}) =>
      openState({
        disk,
        clock,
        random,
        paths,
        anchorPath,
        stateKey,
        machine: 'machine-1',
        run: `run-${(runs += 1)}`,
        mode: 'write',
        ...change,
      }),
  }
}

/** All that a generator yields. */
export const listOf = async <Item>(items: AsyncIterable<Item>): Promise<Item[]> => {
  const list: Item[] = []
  for await (const item of items) list.push(item)
  return list
}
