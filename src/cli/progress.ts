import type { Ora } from 'ora'
import type { Clock } from '../lib/clock.ts'
import { counted } from './render/list.ts'
import { renderAmounts } from './render/money.ts'
import { printable } from './render/text.ts'
import { renderDuration } from './render/time.ts'
import type { Terminal } from './terminal.ts'

/** A rate over less time than this says nothing. */
const RATE_AFTER_MS = 500

/** How far a step is. */
export interface ProgressFacts {
  readonly documents?: number
  /** How many there will be, where that is known. */
  readonly documentsMax?: number
  /** Decimal text by currency. */
  readonly amounts?: Readonly<Record<string, string>>
  /** What it waits for: «the rate limit, until 12:03». Null once it goes on. */
  readonly waitingFor?: string | null
}

/** One step of long work. */
export interface ProgressStep {
  /** Facts that are not given stay as they were. */
  update(facts: ProgressFacts): void
  done(outcome?: string): void
  failed(outcome?: string): void
}

/** Tells people how far the work is; the only writer to stderr beside errors. */
export interface Progress {
  step(title: string): ProgressStep
  /** One line, above a spinner where one turns. */
  note(message: string): void
}

export interface ProgressOptions {
  readonly terminal: Terminal
  readonly stderr: { write(text: string): unknown }
  readonly clock: Clock
  /** For tests; `ora` without it. */
  readonly spinner?: () => Promise<Spinner>
}

/** The part of `ora` that is used here. */
export type Spinner = Pick<Ora, 'start' | 'stop'> & { text: string }

/** Silent under `--json`, a spinner in a terminal, a line at the start and the end of each step elsewhere. */
export const createProgress = (options: ProgressOptions): Progress => {
  if (options.terminal.json) return silentProgress
  const write = (line: string) => void options.stderr.write(`${printable(line)}\n`)
  const turning = new Set<SpinnerLine>()
  return {
    step: (title) => {
      const line = options.terminal.spins ? new SpinnerLine(options.spinner ?? (() => loadSpinner(options.terminal.colour)), turning) : null
      if (!line) write(`${title} …`)
      return openStep(title, { clock: options.clock, line, write })
    },
    note: (message) => {
      for (const line of turning) line.pause()
      write(message)
      for (const line of turning) line.resume()
    },
  }
}

const silentStep: ProgressStep = { update: () => undefined, done: () => undefined, failed: () => undefined }
const silentProgress: Progress = { step: () => silentStep, note: () => undefined }

interface StepParts {
  readonly clock: Clock
  readonly line: SpinnerLine | null
  readonly write: (line: string) => void
}

const openStep = (title: string, { clock, line, write }: StepParts): ProgressStep => {
  const startedAt = clock.elapsed()
  let facts: ProgressFacts = {}
  let ended = false
  const show = () => line?.show(`${title} ${factsText(facts, clock.elapsed() - startedAt)}`.trimEnd())
  const end = (mark: string, outcome: string | undefined) => {
    if (ended) return
    ended = true
    line?.end()
    const tookMs = clock.elapsed() - startedAt
    const text = outcome ?? factsText({ ...facts, waitingFor: null }, tookMs)
    write([mark, `${title}:`, text, `(${renderDuration(tookMs)})`].filter((part) => part !== '').join(' '))
  }
  show()
  return {
    update: (news) => {
      facts = { ...facts, ...news }
      if (!ended) show()
    },
    done: (outcome) => end('✔', outcome),
    failed: (outcome) => end('✖', outcome),
  }
}

const factsText = (facts: ProgressFacts, tookMs: number): string => {
  const { documents, documentsMax, amounts = {}, waitingFor } = facts
  const waits = waitingFor ? `waits for ${waitingFor}` : ''
  const parts = [
    countText(documents, documentsMax),
    renderAmounts(amounts),
    rateText(documents, tookMs),
    waits,
  ]
  return parts.filter((part) => part !== '').join(', ')
}

const countText = (documents: number | undefined, documentsMax: number | undefined): string => {
  if (documents === undefined) return ''
  return documentsMax === undefined
    ? counted(documents, 'document')
    : `${documents} of ${documentsMax} documents`
}

const rateText = (documents: number | undefined, tookMs: number): string =>
  !documents || tookMs < RATE_AFTER_MS ? '' : `${((documents * 1000) / tookMs).toFixed(1)}/s`

/** A spinner that may come late, because `ora` is loaded when the first step starts. */
class SpinnerLine {
  readonly #turning: Set<SpinnerLine>
  #spinner: Spinner | null = null
  #text = ''
  #ended = false

  constructor(load: () => Promise<Spinner>, turning: Set<SpinnerLine>) {
    this.#turning = turning
    turning.add(this)
    load().then(
      (spinner) => this.#begin(spinner),
      () => undefined,
    )
  }

  show(text: string): void {
    this.#text = printable(text)
    if (this.#spinner) this.#spinner.text = this.#text
  }

  pause(): void {
    this.#spinner?.stop()
  }

  resume(): void {
    if (!this.#ended) this.#spinner?.start()
  }

  end(): void {
    this.#ended = true
    this.#turning.delete(this)
    this.#spinner?.stop()
  }

  #begin(spinner: Spinner): void {
    if (this.#ended) return
    this.#spinner = spinner
    spinner.text = this.#text
    spinner.start()
  }
}

const loadSpinner = async (colour: boolean): Promise<Spinner> => {
  const { default: ora } = await import('ora')
  // Without this, ora takes stdin away, and with it Ctrl-C.
  return ora({ stream: process.stderr, discardStdin: false, color: colour && 'cyan' })
}
