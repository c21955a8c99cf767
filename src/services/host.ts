import type { Disk } from '../contract/disk.ts'
import type { Transport } from '../http/transport.ts'
import { systemClock, type Clock } from '../lib/clock.ts'
import { systemRandom, type Random } from '../lib/random.ts'
import { takeLock, type Lock, type LockWait } from '../state/lock.ts'
import { machineId } from '../state/machine-id.ts'
import { nodeDisk } from '../state/node-disk.ts'

/** What a program stands on: this machine, or a simulated one. */
export interface Host {
  readonly clock: Clock
  readonly random: Random
  readonly disk: Disk
  readonly network: Network
  /** Id of the machine, as the state knows it. */
  readonly machine: () => string
  /** @throws LockedError when another process holds it for too long */
  readonly takeLock: (folder: string, wait: LockWait) => Promise<Lock>
}

export interface Network {
  readonly send: Transport
  /** Ends the connections. */
  readonly close: () => Promise<void>
}

/** The machine that this process runs on. */
export const thisMachine = (env: Readonly<Record<string, string | undefined>>): Host => ({
  clock: systemClock,
  random: systemRandom,
  disk: nodeDisk,
  network: lazyNetwork(),
  machine: () => machineId(env),
  takeLock: (folder, wait) => takeLock(folder, wait, systemClock),
})

/** undici is loaded with the first request: most commands make none. */
const lazyNetwork = (): Network => {
  let open: Promise<Network> | null = null
  const load = () => (open ??= import('../http/undici-transport.ts').then(({ undiciTransport }) => undiciTransport()))
  return {
    send: async (request) => (await load()).send(request),
    close: async () => {
      if (open !== null) await (await open).close()
    },
  }
}
