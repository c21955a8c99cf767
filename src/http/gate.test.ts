import { setImmediate as turn } from 'node:timers/promises'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Clock } from '../lib/clock.ts'
import { createGate, type Gate, type GateOptions } from './gate.ts'

/** A clock on which sleepers sleep until it is moved. */
const sleepyClock = () => {
  let elapsed = 0
  let sleepers: { readonly until: number; readonly wake: () => void }[] = []
  const clock: Clock = {
    now: () => elapsed,
    elapsed: () => elapsed,
    sleep: (ms) => new Promise((wake) => void sleepers.push({ until: elapsed + ms, wake })),
  }
  const advance = async (ms: number): Promise<void> => {
    elapsed += ms
    const due = sleepers.filter(({ until }) => until <= elapsed)
    sleepers = sleepers.filter(({ until }) => until > elapsed)
    for (const { wake } of due) wake()
    await turn()
  }
  return { clock, advance, asleep: () => sleepers.length }
}

const gateOf = (options: GateOptions) => {
  const { clock, ...time } = sleepyClock()
  const gate = createGate(clock, options)
  let entered = 0
  const enter = () => void gate.enter().then(() => (entered += 1))
  return { gate, enter, entered: () => entered, ...time }
}
const pass = async (gate: Gate, times: number, outcome: 'ok' | 'throttled' | 'failed' = 'ok') => {
  for (let at = 0; at < times; at += 1) {
    await gate.enter()
    gate.leave(outcome)
  }
}

describe('a gate', () => {
  test('never lets more requests in than are allowed, and forgets none', async () => {
    const step = fc.constantFrom('enter', 'enter', 'enter', 'ok', 'ok', 'throttled', 'failed')
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 200 }),
        fc.integer({ min: 1, max: 6 }),
        async (steps, concurrencyStart) => {
          const { gate, enter, entered } = gateOf({ concurrencyStart, concurrencyMax: 8 })
          let asked = 0
          let left = 0
          for (const each of steps) {
            const allowed = Math.max(gate.concurrency, entered() - left)
            if (each === 'enter') {
              asked += 1
              enter()
            } else if (entered() > left) {
              left += 1
              gate.leave(each as 'ok')
            }
            await Promise.resolve()
            await Promise.resolve()
            expect(entered() - left).toBeLessThanOrEqual(Math.max(allowed, gate.concurrency))
            expect(gate.concurrency).toBeGreaterThanOrEqual(1)
            expect(gate.concurrency).toBeLessThanOrEqual(8)
          }
          while (entered() > left) {
            left += 1
            gate.leave('failed')
            await Promise.resolve()
          }
          expect(entered()).toBe(asked)
        },
      ),
      { numRuns: 50 },
    )
  })

  test('lets those in first who came first', async () => {
    const { gate } = gateOf({ concurrencyStart: 1, concurrencyMax: 1 })
    const order: number[] = []
    const all = [1, 2, 3].map((each) => gate.enter().then(() => order.push(each)))
    for (const one of all) {
      await one
      gate.leave('ok')
    }
    expect(order).toEqual([1, 2, 3])
  })

  test('halves when it is throttled, never below one', async () => {
    const { gate } = gateOf({ concurrencyStart: 7, concurrencyMax: 16 })
    const seen: number[] = []
    for (let at = 0; at < 4; at += 1) {
      await pass(gate, 1, 'throttled')
      seen.push(gate.concurrency)
    }
    expect(seen).toEqual([3, 1, 1, 1])
  })

  test('lets no one in after a throttle until enough have left', async () => {
    const { gate, enter, entered } = gateOf({ concurrencyStart: 4, concurrencyMax: 4 })
    for (let at = 0; at < 8; at += 1) enter()
    await turn()
    expect(entered()).toBe(4)
    gate.leave('throttled')
    gate.leave('ok')
    await turn()
    expect([gate.concurrency, entered()]).toEqual([2, 4])
    gate.leave('ok')
    await turn()
    expect(entered()).toBe(5)
  })

  test('widens slowly, one more for many successes, up to its bound', async () => {
    const { gate } = gateOf({ concurrencyStart: 2, concurrencyMax: 4 })
    await pass(gate, 15)
    expect(gate.concurrency).toBe(2)
    await pass(gate, 1)
    expect(gate.concurrency).toBe(3)
    await pass(gate, 100)
    expect(gate.concurrency).toBe(4)
  })

  test('does not widen for failures', async () => {
    const { gate } = gateOf({ concurrencyStart: 2, concurrencyMax: 4 })
    await pass(gate, 100, 'failed')
    expect(gate.concurrency).toBe(2)
  })

  test('that is fixed stays as it is', async () => {
    const { gate } = gateOf({ concurrencyStart: 3, concurrencyMax: 9, fixed: true })
    await pass(gate, 5, 'throttled')
    await pass(gate, 100)
    expect(gate.concurrency).toBe(3)
  })
})

describe('a pause', () => {
  test('holds everybody until it is over', async () => {
    const { gate, enter, entered, advance } = gateOf({ concurrencyStart: 3, concurrencyMax: 3 })
    gate.pause(1_000)
    for (let at = 0; at < 5; at += 1) enter()
    await advance(999)
    expect(entered()).toBe(0)
    await advance(1)
    expect(entered()).toBe(3)
  })

  test('holds those who wait when another one leaves', async () => {
    const { gate, enter, entered, advance } = gateOf({ concurrencyStart: 1, concurrencyMax: 1 })
    enter()
    enter()
    await turn()
    gate.pause(1_000)
    gate.leave('failed')
    await turn()
    expect(entered()).toBe(1)
    await advance(1_000)
    expect(entered()).toBe(2)
  })

  test('ends with the later one of two', async () => {
    const { gate, enter, entered, advance } = gateOf({ concurrencyStart: 3, concurrencyMax: 3 })
    gate.pause(1_000)
    enter()
    gate.pause(5_000)
    gate.pause(2_000)
    await advance(1_000)
    await advance(3_999)
    expect(entered()).toBe(0)
    await advance(1)
    expect(entered()).toBe(1)
  })

  test('that nobody waits for keeps no timer running', async () => {
    const { gate, enter, asleep } = gateOf({ concurrencyStart: 1, concurrencyMax: 1 })
    enter()
    await turn()
    gate.pause(300_000)
    gate.leave('throttled')
    await turn()
    expect(asleep()).toBe(0)
  })

  test('lets them in so far apart as it is told, whatever is in flight, and at once when that ends', async () => {
    const { gate, enter, entered, advance } = gateOf({ concurrencyStart: 4, concurrencyMax: 4 })
    gate.space(1_000)
    for (let at = 0; at < 4; at += 1) enter()
    await advance(0)
    expect(entered()).toBe(1)
    await advance(999)
    expect(entered()).toBe(1)
    await advance(1)
    expect(entered()).toBe(2)
    gate.space(0)
    gate.leave('ok')
    await advance(0)
    expect(entered()).toBe(4)
  })
})
