import { Args, Flags } from '@oclif/core'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { runCommand } from '../../test/support/run-command.ts'
import { LockedError, ParkableError, RetryableError, UsageError } from '../errors/ml-error.ts'
import { Secret } from '../lib/secret.ts'
import { BaseCommand } from './base-command.ts'
import { maxTotalFlag, waitFlag } from './flags.ts'

let closed = 0

class Toy extends BaseCommand {
  static override id = 'toy'
  static override args = { what: Args.string({ required: true, description: 'What to do.' }) }
  static override flags = { count: Flags.integer({ default: 1 }), wait: waitFlag, 'max-total': maxTotalFlag }
  static work: (toy: Toy, flags: { count: number; wait: number }) => unknown = () => ({})

  async run(): Promise<unknown> {
    const { flags } = await this.parse(Toy)
    this.closing({ close: () => Promise.resolve(void (closed += 1)) })
    return Toy.work(this, flags)
  }

  say(text: string): void {
    this.show(text)
    this.notice('a notice')
  }

  end<Result>(result: Result, exitCode: number): Result {
    return this.finish(result, exitCode)
  }

  names(rows: readonly { name: string }[]): Promise<string> {
    return this.table(rows, [
      { title: 'Name', value: ({ name }) => name },
      { title: 'Total', value: () => '1.00', align: 'right' },
    ])
  }
}

const run = (work: typeof Toy.work, ...argv: string[]) => {
  Toy.work = work
  return runCommand(Toy, ['it', ...argv])
}
const failing = (error: unknown) => () => {
  throw error
}

afterEach(() => {
  vi.unstubAllEnvs()
  closed = 0
})

describe('a command', () => {
  test('writes its text to stdout and its notices to stderr', async () => {
    const { stdout, stderr, exitCode } = await run((toy) => toy.say('the result'))
    expect([stdout, stderr, exitCode]).toEqual(['the result\n', 'a notice\n', 0])
  })

  test('writes one JSON value and nothing else under --json', async () => {
    const work: typeof Toy.work = (toy) => {
      toy.say('the result')
      return toy.end({ written: 3, secret: new Secret('hidden') }, 3)
    }
    const { stdout, stderr, exitCode } = await run(work, '--json')
    expect(JSON.parse(stdout)).toEqual({ written: 3, secret: '***' })
    expect([stderr, exitCode]).toEqual(['', 3])
    vi.stubEnv('ML_CONNECTOR_JSON', '1')
    expect(JSON.parse((await run(work)).stdout)).toEqual({ written: 3, secret: '***' })
  })

  test('refuses a result that JSON cannot hold', async () => {
    const { stdout, exitCode } = await run((toy) => toy.end({ total: { minor: 5n } }, 0), '--json')
    expect(JSON.parse(stdout).error).toMatchObject({
      code: 'DEFECT_RESULT_NOT_JSON',
      message: expect.stringContaining('minor'),
    })
    expect(exitCode).toBe(1)
  })

  test('closes what it opened, whatever happened', async () => {
    await run(() => ({}))
    await run(failing(new UsageError('x', { code: 'X' })))
    expect(closed).toBe(2)
  })

  test('prints a table as aligned text without a terminal', async () => {
    const { stdout } = await run(async (toy) => {
      toy.say(await toy.names([{ name: 'Zoë' }, { name: '漢字' }]))
    })
    expect(stdout).toBe('NAME  TOTAL\nZoë    1.00\n漢字   1.00\n')
  })
})

describe('an error', () => {
  test('shows message, code, facts and hint on stderr, and sets the exit code', async () => {
    const error = new LockedError('another command is writing', {
      code: 'STATE_LOCKED',
      hint: 'Try again.',
      context: { folder: '/state', apiKey: 'k-123' },
    })
    const { stdout, stderr, exitCode } = await run(failing(error))
    expect(stderr.split('\n')).toEqual([
      '✖ another command is writing',
      '  code: STATE_LOCKED',
      '  folder: /state',
      '  apiKey: ***',
      '  → Try again.',
      '',
    ])
    expect([stdout, exitCode]).toEqual(['', 6])
  })

  test('is JSON on stdout under --json', async () => {
    const error = new RetryableError('quota', {
      code: 'QUOTA',
      retryAfterMs: 90_000,
      context: { status: 429 },
    })
    const { stdout, stderr, exitCode } = await run(failing(error), '--json')
    expect(JSON.parse(stdout)).toEqual({
      error: {
        code: 'QUOTA',
        message: 'quota',
        hint: null,
        retryable: true,
        retryAfterMs: 90_000,
        context: { status: 429 },
      },
    })
    expect([stderr, exitCode]).toEqual(['', 7])
  })

  test('cannot command the terminal, and keeps no secret', async () => {
    const error = new ParkableError('vendor says \u001b[2J Bearer abc123def456', { code: 'X' })
    const { stderr } = await run(failing(error))
    expect(stderr).toContain('vendor says �[2J Bearer ***')
  })

  test('that nobody expected is a defect with a stack and a request to report it', async () => {
    const { stderr, exitCode } = await run(
      failing(new TypeError('x is undefined', { cause: new Error('the root') })),
    )
    expect(stderr).toContain('✖ unexpected: x is undefined\n  code: DEFECT_UNEXPECTED\n')
    expect(stderr).toContain('base-command.test.ts')
    expect(stderr).toContain('caused by: Error: the root')
    expect(stderr).toContain('Please report it')
    expect(exitCode).toBe(1)
  })

  test('of a full disk names the remedy, not a stack', async () => {
    const full = Object.assign(new Error('ENOSPC: no space left'), {
      code: 'ENOSPC',
      syscall: 'write',
      path: '/state/x',
    })
    const { stderr, exitCode } = await run(failing(full))
    expect(stderr).toContain('✖ the disk is full: /state/x\n  code: SYSTEM_ENOSPC')
    expect(stderr).not.toContain('at ')
    expect(exitCode).toBe(2)
  })

  test('of Ctrl-C at a prompt is quiet', async () => {
    const { stderr, exitCode } = await run(
      failing(Object.assign(new Error('closed'), { name: 'ExitPromptError' })),
    )
    expect(stderr).toBe('✖ stopped by SIGINT\n  code: INTERRUPTED\n  → Run the same command again to go on.\n')
    expect(exitCode).toBe(130)
  })
})

describe('a wrong command line', () => {
  test.each([
    [
      'an unknown flag, with the one that was meant',
      ['it', '--cuont', '2'],
      'USAGE_FLAG_UNKNOWN',
      'Did you mean --count?',
    ],
    ['a missing argument', [], 'USAGE_ARGUMENT_MISSING', 'ml-connector toy --help'],
    ['an argument too many', ['it', 'more'], 'USAGE_ARGUMENT_UNEXPECTED', 'ml-connector toy --help'],
    ['a flag that is no number', ['it', '--count', 'x'], 'USAGE_FLAG_VALUE', '--help'],
    ['a wrong duration', ['it', '--wait', 'long'], 'USAGE_DURATION', '10m'],
    ['a wrong amount', ['it', '--max-total', '100'], 'USAGE_AMOUNT', 'EUR=10000'],
  ])('with %s ends with 2 and a hint', async (_, argv, code, hint) => {
    const { stderr, exitCode } = await runCommand(Toy, argv)
    expect(exitCode).toBe(2)
    expect(stderr).toContain(`code: ${code}\n`)
    expect(stderr).toContain(hint)
  })

  test('flags have variables', async () => {
    vi.stubEnv('ML_CONNECTOR_WAIT', '10m')
    const { result } = await run((_, { wait }) => ({ wait }), '--json')
    expect(result).toEqual({ wait: 600_000 })
  })
})
