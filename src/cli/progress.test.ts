import { describe, expect, test } from 'vitest'
import { systemClock } from '../lib/clock.ts'
import { createProgress, type Spinner } from './progress.ts'

const plain = { json: false, drawsTables: false, spins: false, asks: false, colour: false, width: 80 }

const setUp = (terminal = plain) => {
  const lines: string[] = []
  let now = 0
  const spinner = {
    text: '',
    turning: false,
    start: () => (spinner.turning = true),
    stop: () => (spinner.turning = false),
  }
  const progress = createProgress({
    terminal,
    stderr: { write: (text) => lines.push(text) },
    clock: { ...systemClock, elapsed: () => now },
    spinner: () => Promise.resolve(spinner as unknown as Spinner),
  })
  return { progress, lines, spinner, pass: (ms: number) => (now += ms) }
}

describe('progress without a terminal', () => {
  test('is one line at the start and one at the end of a step', () => {
    const { progress, lines, pass } = setUp()
    const step = progress.step('bills')
    step.update({ documents: 10, documentsMax: 500 })
    pass(2_000)
    step.update({ documents: 500, amounts: { USD: '12000.00' }, waitingFor: 'the rate limit' })
    step.done()
    step.done()
    expect(lines).toEqual(['bills …\n', '✔ bills: 500 of 500 documents, 12 000.00 USD, 250.0/s (2.0 s)\n'])
  })

  test('says how a step failed', () => {
    const { progress, lines } = setUp()
    progress.step('bills').failed('Airbase does not answer')
    expect(lines.at(-1)).toBe('✖ bills: Airbase does not answer (0 ms)\n')
  })
})

describe('progress in a terminal', () => {
  test('turns a spinner that says how far it is and what it waits for', async () => {
    const { progress, lines, spinner, pass } = setUp({ ...plain, spins: true })
    const step = progress.step('bills')
    await Promise.resolve()
    expect(spinner.turning).toBe(true)
    pass(1_000)
    step.update({ documents: 20, waitingFor: 'the rate limit, until 12:03' })
    expect(spinner.text).toBe('bills 20 documents, 20.0/s, waits for the rate limit, until 12:03')
    progress.note('! a token was rotated')
    step.done('20 written')
    expect(spinner.turning).toBe(false)
    expect(lines).toEqual(['! a token was rotated\n', '✔ bills: 20 written (1.0 s)\n'])
  })

  test('starts no spinner for a step that has ended', async () => {
    const { progress, spinner } = setUp({ ...plain, spins: true })
    progress.step('bills').done()
    await Promise.resolve()
    expect(spinner.turning).toBe(false)
  })
})

test('nothing is written under --json', () => {
  const { progress, lines } = setUp({ ...plain, json: true })
  const step = progress.step('bills')
  step.update({ documents: 1 })
  step.done()
  progress.note('x')
  expect(lines).toEqual([])
})
