import { Command } from '@oclif/core'
import { DefectError } from '../errors/ml-error.ts'
import type { Clock } from '../lib/clock.ts'
import { systemClock } from '../lib/clock.ts'
import type { ContextRequest } from '../services/auth-context.ts'
import { failureJson, renderFailure, toFailure } from './failure.ts'
import { baseFlags, isSwitchedOn } from './flags.ts'
import { createProgress, type Progress } from './progress.ts'
import type { Prompt } from './prompt.ts'
import { askPassphrase, createPrompt } from './prompt.ts'
import type { Paint } from './render/paint.ts'
import { loadPaint, plainPaint } from './render/paint.ts'
import type { Column } from './render/table.ts'
import { renderTable } from './render/table.ts'
import { abortOnSignal, type Stopping } from './signals.ts'
import type { Terminal } from './terminal.ts'
import { detectTerminal } from './terminal.ts'

interface Closeable {
  close(): Promise<void>
}

interface FolderFlags {
  readonly 'config-dir': string | undefined
  readonly 'state-dir': string | undefined
}

/** What every command has: `--json`, errors with a way out, exit codes, progress, tables. */
export abstract class BaseCommand extends Command {
  static override readonly enableJsonFlag = true
  static override readonly baseFlags = baseFlags

  #terminal: Terminal | null = null
  #paint: Paint | null = null
  #progress: Progress | null = null
  #stopping: Stopping | null = null
  readonly #open: Closeable[] = []

  /** `--json`, or `ML_CONNECTOR_JSON=1`. */
  override jsonEnabled(): boolean {
    return super.jsonEnabled() || isSwitchedOn(process.env.ML_CONNECTOR_JSON)
  }

  /** One JSON value on stdout; text that Node can print, whatever the result holds. */
  override logJson(json: unknown): void {
    process.stdout.write(`${toJsonText(json)}\n`)
  }

  /** Ends the command without rethrowing: oclif would print in its own way and exit before all is written. */
  override async catch(error: unknown): Promise<void> {
    const failure = toFailure(error)
    process.exitCode = failure.exitCode
    this.parsed = true
    if (this.jsonEnabled()) this.logJson(failureJson(failure))
    else
      process.stderr.write(
        renderFailure(failure, await loadPaint(this.terminal.spins && this.terminal.colour)),
      )
  }

  /** Closes what {@link closing} was given, whatever happened; a signal that came meanwhile still counts. */
  override async finally(error: Error | undefined): Promise<void> {
    await Promise.all(this.#open.splice(0).map((each) => each.close()))
    const stopped = this.#stopping?.exitCode() ?? null
    if (error === undefined && stopped !== null) process.exitCode = stopped
    this.#stopping?.release()
    await super.finally(error)
  }

  /** `context`, which is closed when the command ends. */
  protected closing<Context extends Closeable>(context: Context): Context {
    this.#open.push(context)
    return context
  }

  /**
   * Turns SIGINT and SIGTERM into an abort, with exit code 130 or 143, until the command has said its result:
   * a signal that comes when the work is done must not cut that off.
   */
  protected stopOnSignal(note: (signal: string) => string, drainMs?: number): AbortSignal {
    this.#stopping = abortOnSignal((signal) => this.notice(note(signal)), drainMs)
    return this.#stopping.signal
  }

  /** What may be done with the streams. */
  protected get terminal(): Terminal {
    const { stdin, stdout, stderr, env } = process
    this.#terminal ??= detectTerminal({ env, stdin, stdout, stderr, json: this.jsonEnabled() })
    return this.#terminal
  }

  protected get clock(): Clock {
    return systemClock
  }

  /** Tells people how far the work is, on stderr. */
  protected get progress(): Progress {
    this.#progress ??= createProgress({ terminal: this.terminal, stderr: process.stderr, clock: this.clock })
    return this.#progress
  }

  /** One line on stderr that is no error; nothing under `--json`. */
  protected notice(message: string): void {
    this.progress.note(message)
  }

  /** stdin when something is piped into it, null when it is a terminal. */
  protected get pipedInput(): AsyncIterable<Buffer | string> | null {
    return process.stdin.isTTY ? null : process.stdin
  }

  /** What the composition root needs to open anything. */
  protected contextRequest(flags: FolderFlags): ContextRequest {
    const prompt = this.prompt('Set vaultPassphrase.file in settings.json.')
    return {
      env: process.env,
      configDir: flags['config-dir'] ?? null,
      stateDir: flags['state-dir'] ?? null,
      askPassphrase: this.terminal.asks ? (purpose) => askPassphrase(prompt, purpose) : null,
      warn: (message) => this.notice(`! ${message}`),
    }
  }

  /** Asks people; `instead` says what to do where there is nobody to ask. */
  protected prompt(instead: string): Prompt {
    return createPrompt(this.terminal, instead)
  }

  /** Colours for stdout, none without a terminal. */
  protected async paint(): Promise<Paint> {
    this.#paint ??= this.jsonEnabled() ? plainPaint : await loadPaint(this.terminal.colour)
    return this.#paint
  }

  protected async table<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): Promise<string> {
    if (this.jsonEnabled()) return ''
    return renderTable(rows, columns, { terminal: this.terminal, paint: await this.paint() })
  }

  /** Shows blocks of text, empty ones left out, with an empty line between them. */
  protected show(...blocks: readonly string[]): void {
    const text = blocks.filter((block) => block !== '').join('\n\n')
    if (text !== '') this.log('%s', text)
  }

  /** The result, once it is proven to be plain JSON; `exitCode` where it is not a plain success. */
  protected finish<Result>(result: Result, exitCode = 0): Result {
    toJsonText(result)
    if (exitCode !== 0) process.exitCode = exitCode
    return result
  }
}

const toJsonText = (json: unknown): string =>
  JSON.stringify(
    json,
    (key, value: unknown) => {
      if (typeof value !== 'bigint') return value
      throw new DefectError(`the result holds a bigint at "${key}"`, { code: 'DEFECT_RESULT_NOT_JSON' })
    },
    2,
  )
