import type { AppendFile, Disk } from '../../src/contract/disk.ts'
import type { Transport } from '../../src/http/transport.ts'
import type { Clock } from '../../src/lib/clock.ts'
import { unawareHeader } from '../../src/sandbox/app.ts'
import type { Random } from '../../src/lib/random.ts'
import type { Host } from '../../src/services/host.ts'
import { guarded } from '../../src/state/node-disk.ts'

/** The process ends here: at the `nth` step of this name, or at step number `at` of all. */
export type EndOfProcess = { readonly name: string; readonly nth: number } | { readonly at: number }

/** The process died; nothing of it goes on. */
export class ProcessDied extends Error {
  readonly step: string

  constructor(step: string) {
    super(`the process died at: ${step}`)
    this.name = 'ProcessDied'
    this.step = step
  }
}

export interface ProcessParts {
  readonly disk: Disk
  readonly clock: Clock
  readonly random: Random
  readonly transport: Transport
  readonly machine: string
  /** Where it dies; it lives to its end without it. */
  readonly end: EndOfProcess | null
  /** Called with the request that was on its way when the process died: the network still has it. */
  readonly onTheWay: (request: Parameters<Transport>[0]) => void
  /** The lock of the state folder, which dies with its holder. */
  readonly lock: { holder: object | null }
  /** Called before each step; what it throws is the error of that call: a full disk, a failed sync. */
  readonly before?: (step: string) => void
}

/** One life of the program: a host that can stop at any durable boundary. */
export interface SimulatedProcess {
  readonly host: Host
  /** Every step so far, in order. */
  readonly steps: readonly string[]
  /** Runs `work` in this process; rejects with `ProcessDied` when the process dies in it. */
  live<Result>(work: () => Promise<Result>): Promise<Result>
}

/** One of its own for each call: what waits for a shared one would be kept for ever, and its whole world with it. */
const never = (): Promise<never> => new Promise(() => undefined)
/** Turns of the microtask queue that a request or an answer may take: answers overtake each other. */
const TURNS_MAX = 6
/** Turns of it that an answer takes from the network to the gate of its connection, at most. */
const LAYERS_MAX = 12

/** A dead process waits for ever in its next call: no `catch` and no `finally` of it runs any more. */
export const simulatedProcess = (parts: ProcessParts): SimulatedProcess => {
  const { disk, clock, random, lock } = parts
  const steps: string[] = []
  const seen = new Map<string, number>()
  const self = {}
  let dead = false
  let die: (error: ProcessDied) => void = () => undefined
  const death = new Promise<never>((_, reject) => (die = reject))
  death.catch(() => undefined)

  const endsAt = (name: string): boolean => {
    const nth = (seen.get(name) ?? 0) + 1
    seen.set(name, nth)
    steps.push(name)
    if (parts.end === null) return false
    return 'at' in parts.end ? parts.end.at === steps.length : parts.end.name === name && parts.end.nth === nth
  }
  const step = (name: string): Promise<void> => {
    if (dead) return never()
    if (!endsAt(name)) return Promise.resolve()
    dead = true
    if (lock.holder === self) lock.holder = null
    die(new ProcessDied(name))
    return never()
  }
  const alive = <Value>(work: () => Promise<Value>): Promise<Value> => (dead ? never() : work())
  const changing = async (name: string, work: () => Promise<void>): Promise<void> => {
    await step(`before ${name}`)
    await guarded(name, async () => parts.before?.(name))
    await work()
    await step(`after ${name}`)
  }
  const turns = async (): Promise<void> => {
    for (let left = Math.floor(random.next() * TURNS_MAX); left > 0; left -= 1) await Promise.resolve()
  }
  const appendTo = (path: string, file: AppendFile): AppendFile => ({
    get size() {
      return file.size
    },
    append: (bytes) => changing(`append ${kindOf(path)}${eventsIn(path, bytes)}`, () => file.append(bytes)),
    sync: () => changing(`sync ${kindOf(path)}`, () => file.sync()),
    truncate: (size) => changing(`truncate ${kindOf(path)}`, () => file.truncate(size)),
    close: () => alive(() => file.close()),
  })
  const ownDisk: Disk = {
    read: (path) => alive(() => disk.read(path)),
    readRange: (path, offset, length, into) => alive(() => disk.readRange(path, offset, length, into)),
    size: (path) => alive(() => disk.size(path)),
    list: (folder) => alive(() => disk.list(folder)),
    openAppend: (path) => alive(async () => appendTo(path, await disk.openAppend(path))),
    write: (path, bytes) => changing(`write ${kindOf(path)}`, () => disk.write(path, bytes)),
    writeAtomic: (path, bytes) => changing(`rename ${kindOf(path)}`, () => disk.writeAtomic(path, bytes)),
    overwrite: (path, offset, bytes) => changing(`overwrite ${kindOf(path)}`, () => disk.overwrite(path, offset, bytes)),
    syncFolder: (path) => changing(`sync folder ${kindOf(path)}`, () => disk.syncFolder(path)),
    makeFolder: (path) => alive(() => disk.makeFolder(path)),
    remove: (path) => changing(`remove ${kindOf(path)}`, () => disk.remove(path)),
  }
  const throttles = { committed: 0, delivered: 0, unknown: 0 }
  /** The program is told once it has gone on with the answer, through all layers between the network and its gate. */
  const told = async (): Promise<void> => {
    for (let layer = 0; layer < LAYERS_MAX; layer += 1) await Promise.resolve()
    throttles.delivered += 1
  }
  const send: Transport = async (request) => {
    const name = requestName(request)
    const known = throttles.delivered
    const wasAlive = !dead
    const leaving = step(`sent ${name}`)
    if (dead && wasAlive) parts.onTheWay(request)
    await leaving
    await turns()
    if (dead) return never()
    // What left before this process was told to wait, or was never told at all, is no breach of the wait.
    const isUnaware = known === 0 || throttles.committed > known || throttles.unknown > 0
    throttles.unknown += 1
    const answer = parts.transport(isUnaware ? { ...request, headers: { ...request.headers, [unawareHeader]: '1' } } : request)
    const noteAnswer = (status: number | null): void => {
      throttles.unknown -= 1
      if (status === 429) throttles.committed += 1
    }
    answer.then(({ status }) => noteAnswer(status), () => noteAnswer(null))
    await step(`committed ${name}`)
    await turns()
    const response = await answer.catch((error: unknown) => (dead ? never() : Promise.reject(error as Error)))
    await step(`answered ${name}`)
    if (response.status === 429) void told()
    return response
  }
  const ownClock: Clock = {
    now: () => clock.now(),
    elapsed: () => clock.elapsed(),
    sleep: (ms, signal) => alive(() => clock.sleep(ms, signal)),
  }
  return {
    steps,
    live: (work) => Promise.race([work(), death]),
    host: {
      clock: ownClock,
      random,
      disk: ownDisk,
      network: { send, close: () => Promise.resolve() },
      machine: () => parts.machine,
      takeLock: async () => {
        await step('before lock')
        if (lock.holder !== null) throw new Error('two processes hold the lock')
        lock.holder = self
        return {
          release: async () => {
            await step('before lock released')
            lock.holder = null
          },
        }
      },
    },
  }
}

/** `trail`, `keys`, `manifest`, `anchor`, `shard links`: what a file of the program is to a reader. */
const kindOf = (path: string): string => {
  const [, kind] = /\/(trail|keys|reference|db)(?:\/|$)/.exec(path) ?? []
  if (kind === 'db') return path.endsWith('manifest.json') ? 'manifest' : `shard ${/\/db\/(links|terms|open|facts|containers)/.exec(path)?.[1] ?? ''}`.trim()
  return kind ?? path.slice(path.lastIndexOf('/') + 1).replace(/\.json$/, '')
}

/** The events of the lines in a group, so that a boundary can be named by what it announces. */
const eventsIn = (path: string, bytes: Buffer): string => {
  if (!path.endsWith('.jsonl')) return ''
  const events = [...bytes.toString('utf8').matchAll(/"event":"([a-z-]+)"/g)].map(([, event]) => event)
  return ` (${[...new Set(events)].join(', ')})`
}

/** `POST VendInvoiceJournalLines`: the request without its keys. */
const requestName = ({ method, url }: Parameters<Transport>[0]): string => {
  const { pathname } = new URL(url)
  const path = pathname.replace(/\([^)]*\)/, '()').replace(/\/[0-9a-f-]{36}\//, '/:id/').replace(/^\/data\//, '')
  return `${method} ${path}`
}
