import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { InterruptedError } from '../errors/ml-error.ts'
import type { Clock } from '../lib/clock.ts'
import { takeLock } from './lock.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lock-'))
})
afterEach(() => rm(folder, { recursive: true }))

/** A clock that only goes on where somebody sleeps; `onSleep` happens meanwhile. */
const sleeping = (onSleep: (slept: number) => unknown = () => undefined): Clock => {
  let elapsed = 0
  const sleep = async (ms: number) => {
    elapsed += ms
    await onSleep(elapsed)
  }
  return { now: () => elapsed, elapsed: () => elapsed, sleep }
}

describe('the lock of a state folder', () => {
  test('is one writer’s until it is released', async () => {
    const first = await takeLock(folder, { waitMs: 0 }, sleeping())
    await expect(takeLock(folder, { waitMs: 0 }, sleeping())).rejects.toMatchObject({ code: 'STATE_LOCKED', exitCode: 6 })
    await first.release()
    await (await takeLock(folder, { waitMs: 0 }, sleeping())).release()
  })

  test('is waited for as long as was asked, and no longer', async () => {
    const first = await takeLock(folder, { waitMs: 0 }, sleeping())
    const clock = sleeping()
    await expect(takeLock(folder, { waitMs: 2_000 }, clock)).rejects.toMatchObject({ code: 'STATE_LOCKED', context: { waitedMs: 2_000 } })
    expect(clock.elapsed()).toBe(2_000)
    const second = await takeLock(folder, { waitMs: 2_000 }, sleeping((slept) => slept === 500 && first.release()))
    await second.release()
  })

  test('is not waited for any more once the command is stopped', async () => {
    const first = await takeLock(folder, { waitMs: 0 }, sleeping())
    const stopping = new AbortController()
    const clock = sleeping(() => stopping.abort(new InterruptedError('SIGTERM')))
    const waiting = takeLock(folder, { waitMs: 600_000, signal: stopping.signal }, clock)
    await expect(waiting).rejects.toMatchObject({ code: 'INTERRUPTED', exitCode: 143 })
    expect(clock.elapsed()).toBe(250)
    await first.release()
  })
})
