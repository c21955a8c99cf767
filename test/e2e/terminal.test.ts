import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { installation, type Installation } from '../support/installation.ts'
import { startProcess, type ProgramRun } from '../support/shipped-program.ts'

const ROUTE = 'airbase-to-d365'
const PROGRAM = join(import.meta.dirname, '../../bin/run.js')
const SCRIPT = '/usr/bin/script'
// Colours are what `NO_COLOR` forbids; the cursor may move all the same.
const ESCAPE = '\u001b'
const COLOUR = new RegExp(`${ESCAPE}\\[(3[0-7]|9[0-7]|1|2)m`)

let it: Installation

beforeAll(async () => {
  it = await installation({ seed: 91, bills: 6, reimbursements: 1, cards: 1, transfers: 0, fees: 0, amortisations: 0, problems: 0.3 }, { cleanUp: afterAll })
})

/** Runs a command as in a terminal window: `script` gives it a pseudo-terminal, which has no width of its own. */
const inTerminal = (args: readonly string[], env: Readonly<Record<string, string>> = {}, columns = 140): Promise<ProgramRun> => {
  const line = [`stty cols ${columns} &&`, ...[process.execPath, PROGRAM, ...args].map((word) => `'${word}'`)].join(' ')
  return startProcess(SCRIPT, ['-qec', line, '/dev/null'], { env: { ...it.env, TERM: 'xterm-256color', ...env } }).done
}

const QUESTIONS: readonly (readonly string[])[] = [
  ['dry-run', ROUTE],
  ['sync', ROUTE],
  ['audit', 'list'],
  ['audit', 'verify'],
  ['mapping', 'list', ROUTE],
  ['auth', 'status'],
  ['sync', 'no-such-route'],
  ['no-such-command'],
]

describe('without a terminal', () => {
  test.each(QUESTIONS.map((args) => [args]))('%j writes no escape sequence', async (args) => {
    const run = await it.ml(args)
    expect(run.stdout + run.stderr).not.toBe('')
    expect(run.stdout + run.stderr).not.toContain(ESCAPE)
  })

  test('help and version write none either', async () => {
    const runs = await Promise.all([it.ml(['--help']), it.ml(['sync', '--help']), it.ml(['--version'])])
    expect(runs.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0])
    for (const { stdout, stderr } of runs) expect(stdout + stderr).not.toContain(ESCAPE)
    expect(runs[1]?.stdout).toContain('ml-connector sync airbase-to-d365')
  })

  test('progress goes to stderr, the result to stdout', async () => {
    const { stdout, stderr } = await it.ml(['dry-run', ROUTE])
    expect(stderr).toMatch(/^✔ Reading ledger-entry records: \d+ documents/m)
    expect(stdout).not.toContain('Reading')
    expect(stdout).toContain('Dry run: nothing was written anywhere.')
  })

  test('a reader that goes away early is no error', async () => {
    const line = `'${process.execPath}' '${PROGRAM}' audit list | head -n 1`
    const run = await startProcess('/bin/sh', ['-c', line], { env: it.env }).done
    expect([run.exitCode, run.stderr]).toEqual([0, ''])
    expect(run.stdout.split('\n')).toHaveLength(2)
  })
})

describe('under --json', () => {
  test.each(QUESTIONS.map((args) => [args]))('%j prints one JSON value, and nothing on stderr', async (args) => {
    const { run, value } = await it.json<unknown>(args)
    expect(run.stderr).toBe('')
    expect(value).toBeTypeOf('object')
  })

  test('the variable ML_CONNECTOR_JSON does the same', async () => {
    const run = await it.ml(['audit', 'verify'], { env: { ML_CONNECTOR_JSON: '1' } })
    expect([run.stderr, JSON.parse(run.stdout)]).toEqual(['', expect.objectContaining({ ok: true })])
  })
})

describe.skipIf(!existsSync(SCRIPT))('in a terminal', () => {
  test('a run shows its steps as it goes, and colours', async () => {
    const { stdout, exitCode } = await inTerminal(['dry-run', ROUTE])
    expect([0, 3], stdout).toContain(exitCode)
    expect(stdout).toMatch(COLOUR)
    // A line that is drawn again and again, and the line that stays.
    expect(stdout).toContain(`${ESCAPE}[1G`)
    expect(stdout).toMatch(/✔ Reading ledger-entry records: \d+ documents/)
  })

  test('NO_COLOR takes the colours away', async () => {
    const { stdout } = await inTerminal(['dry-run', ROUTE], { NO_COLOR: '1' })
    expect(stdout).toContain('Dry run')
    expect(stdout).not.toMatch(COLOUR)
  })

  test('a terminal that is no columns wide gets lines in place of a spinner', async () => {
    const { stdout } = await inTerminal(['dry-run', ROUTE], {}, 0)
    expect(stdout).toMatch(/✔ Reading ledger-entry records: \d+ documents/)
    expect(stdout).not.toContain(`${ESCAPE}[1G`)
  })

  test('TERM=dumb takes every escape sequence away', async () => {
    const { stdout } = await inTerminal(['dry-run', ROUTE], { TERM: 'dumb' })
    expect(stdout).toContain('Dry run')
    expect(stdout).not.toContain(ESCAPE)
  })

  test('--json stays one JSON value without any', async () => {
    const { stdout } = await inTerminal(['dry-run', ROUTE, '--json'])
    expect(stdout).not.toContain(ESCAPE)
    expect(JSON.parse(stdout)).toMatchObject({ mode: 'dry-run' })
  })

  test('an error is told in red, with the way out', async () => {
    const { stdout, exitCode } = await inTerminal(['sync', 'airbase-to-d356'])
    expect(exitCode).toBe(2)
    expect(stdout).toMatch(COLOUR)
    expect(stdout).toContain('Did you mean airbase-to-d365?')
  })
})
