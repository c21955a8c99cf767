import { describe, expect, test } from 'vitest'
import type { Connection, Connector } from '../../src/contract/connector.ts'
import type { SourcePage, SourceReader } from '../../src/contract/source.ts'
import { MlError } from '../../src/errors/ml-error.ts'
import { createHttpClient } from '../../src/http/client.ts'
import { createGate } from '../../src/http/gate.ts'
import type { TransportRequest } from '../../src/http/transport.ts'
import { seededRandom } from '../../src/lib/random.ts'
import { Secret } from '../../src/lib/secret.ts'
import { isoCurrencies } from '../../src/model/currency.ts'
import type { FaultAction } from '../../src/sandbox/fault.ts'
import { withFaults, type FaultableApp } from '../../src/sandbox/faults.ts'
import { fakeClock, type FakeClock } from '../support/fake-clock.ts'
import { sandboxTransport } from '../support/sandbox-transport.ts'

/** What the shared cases need to know of one connector. */
export interface ConnectorHarness {
  readonly connector: Connector
  /** A fresh simulated far side. */
  readonly createApp: (clock: FakeClock) => FaultableApp
  readonly settings: unknown
  /** Secrets that the far side accepts, and others that it refuses. */
  readonly secrets: Readonly<Record<string, string>>
  readonly wrongSecrets: Readonly<Record<string, string>>
  /** Requests that reads are made of, as the source of a regular expression. */
  readonly readPath: string
  /** Record kinds that the source has rows of. */
  readonly sources: readonly string[]
  /** The reason is printed for cases that do not apply. */
  readonly skip?: Readonly<Record<string, string>>
}

interface Opened {
  readonly connection: Connection
  readonly requests: TransportRequest[]
  readonly clock: FakeClock
  fault(action: FaultAction, times?: number): void
}

const open = (harness: ConnectorHarness, options: { secrets?: Readonly<Record<string, string>>; readOnly?: boolean } = {}): Opened => {
  const { connector } = harness
  const clock = fakeClock('2026-11-20T08:00:00Z')
  const random = seededRandom(5)
  const app = withFaults(harness.createApp(clock), { clock })
  const requests: TransportRequest[] = []
  const send = sandboxTransport((request) => app.handle(request))
  const transport = (request: TransportRequest) => {
    requests.push(request)
    return send(request)
  }
  const gate = createGate(clock, connector.gate)
  const http = createHttpClient({ connection: connector.name, transport, gate, clock, random, readOnly: options.readOnly ?? false })
  const secrets = new Map(Object.entries(options.secrets ?? harness.secrets).map(([name, value]) => [name, new Secret(value)]))
  const settings = connector.settings.parse(harness.settings)
  const connection = connector.open({ name: connector.name, settings, secrets, http, transport, clock, random, notice: () => undefined })
  return { connection, requests, clock, fault: (action, times = 1) => void app.add({ match: { path: harness.readPath }, times, do: action }) }
}

const readerOf = (opened: Opened, kind: string): SourceReader => {
  const reader = opened.connection.sources.get(kind)
  if (reader === undefined) throw new Error(`no source ${kind}`)
  return reader
}

const readAll = async (reader: SourceReader): Promise<SourcePage['records']> => {
  const records: SourcePage['records'][number][] = []
  for await (const page of reader.read({ signal: new AbortController().signal })) records.push(...page.records)
  return records
}

const failure = async (work: Promise<unknown>): Promise<MlError> => {
  const error = await work.then(
    () => null,
    (caught: unknown) => caught,
  )
  if (error instanceof MlError) return error
  throw new Error(`it should have failed with an MlError, but: ${String(error)}`)
}

/** The cases that every connector obeys. */
export const runConnectorCases = (harness: ConnectorHarness): void => {
  const it = (name: string, run: () => Promise<void>) => {
    const reason = harness.skip?.[name]
    if (reason === undefined) test(name, run)
    else test.skip(`${name} (${reason})`, run)
  }
  const [firstKind] = harness.sources
  const readFirst = (opened: Opened) => readAll(readerOf(opened, firstKind ?? ''))

  describe(`the connector ${harness.connector.name}`, () => {
    it('sends nothing when it is opened', () => {
      expect(open(harness).requests).toEqual([])
      return Promise.resolve()
    })

    it('names its far side without a secret', () => {
      const side = JSON.stringify(harness.connector.farSide(harness.connector.settings.parse(harness.settings)))
      for (const secret of Object.values(harness.secrets)) expect(side).not.toContain(secret)
      expect(Object.keys(JSON.parse(side) as object)).toContain('host')
      return Promise.resolve()
    })

    it('reads its lists to the end, and the same twice', async () => {
      const opened = open(harness)
      for (const kind of harness.sources) {
        const first = await readAll(readerOf(opened, kind))
        expect(first.length, kind).toBeGreaterThan(0)
        // No source promises an order.
        expect(byRef(await readAll(readerOf(opened, kind))), kind).toEqual(byRef(first))
      }
    })

    it('makes a document of every record, with a fingerprint that does not change', async () => {
      const opened = open(harness)
      for (const kind of harness.sources) {
        const reader = readerOf(opened, kind)
        for (const record of await readAll(reader)) {
          if ('unreadable' in record) throw new Error('the simulator sends readable records')
          const stored = { ref: record.ref, content: JSON.parse(JSON.stringify(record.content)) }
          const context = { currencies: isoCurrencies }
          expect(reader.toDocument(stored, context).fingerprint).toEqual(reader.toDocument(record, context).fingerprint)
        }
      }
    })

    it('reads through a client that cannot write', async () => {
      const opened = open(harness, { readOnly: true })
      expect((await opened.connection.probe()).ok).toBe(true)
      expect((await readFirst(opened)).length).toBeGreaterThan(0)
    })

    it('says that wrong credentials are wrong, with what to do, and without the secret', async () => {
      const opened = open(harness, { secrets: harness.wrongSecrets })
      const probe = await opened.connection.probe().catch((error: MlError) => ({ ok: false, message: error.message, hint: error.hint ?? null }))
      const read = await failure(readFirst(opened))
      expect([probe.ok, read.exitCode]).toEqual([false, 8])
      for (const secret of Object.values(harness.wrongSecrets)) {
        expect(JSON.stringify([probe, read.message, read.hint, read.context])).not.toContain(secret)
      }
      expect(read.hint).toBeTruthy()
    })

    it('halts at an answer that is HTML, naming it', async () => {
      const opened = open(harness)
      opened.fault({ kind: 'html' }, 100)
      expect((await failure(readFirst(opened))).exitCode).toBe(11)
    })

    it('halts at an answer that is cut in the middle', async () => {
      const opened = open(harness)
      opened.fault({ kind: 'truncate', atByte: 40 }, 100)
      expect((await failure(readFirst(opened))).exitCode).toBe(11)
    })

    it('waits out a throttle and goes on', async () => {
      const opened = open(harness)
      opened.fault({ kind: 'throttle', retryAfter: { seconds: 7 } }, 2)
      expect((await readFirst(opened)).length).toBeGreaterThan(0)
      expect(opened.clock.elapsed()).toBeGreaterThanOrEqual(7_000)
    })

    it('tries a read again that broke, and gives up with an error that may be retried', async () => {
      const opened = open(harness)
      opened.fault({ kind: 'drop-before' }, 2)
      expect((await readFirst(opened)).length).toBeGreaterThan(0)
      opened.fault({ kind: 'status', status: 503, text: '<html>busy</html>' }, 100)
      expect(await failure(readFirst(opened))).toMatchObject({ exitCode: 7, retryable: true })
    })

    it('shows no secret in what it sends but in headers and token requests', async () => {
      const opened = open(harness)
      await readFirst(opened)
      for (const secret of Object.values(harness.secrets)) {
        for (const { url } of opened.requests) expect(url).not.toContain(secret)
      }
    })
  })
}

const byRef = <Row extends object>(records: readonly Row[]): Row[] => {
  const refOf = (record: Row) => ('ref' in record ? String(record.ref) : '')
  return [...records].sort((a, b) => (refOf(a) < refOf(b) ? -1 : 1))
}
