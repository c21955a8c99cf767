import { expect, test } from 'vitest'
import { detectTerminal } from './terminal.ts'

const TTY = { isTTY: true, columns: 120 }
const detect = (given: { env?: Record<string, string>; json?: boolean; pipes?: readonly string[]; columns?: number }) => {
  const stream = (name: string) => (given.pipes?.includes(name) ? {} : { ...TTY, columns: given.columns ?? TTY.columns })
  const [stdin, stdout, stderr] = [stream('stdin'), stream('stdout'), stream('stderr')]
  return detectTerminal({ env: given.env ?? {}, stdin, stdout, stderr, json: given.json ?? false })
}
const all = { json: false, drawsTables: true, spins: true, asks: true, colour: true, width: 120 }

test.each([
  ['a terminal', {}, all],
  ['NO_COLOR', { env: { NO_COLOR: '1' } }, { ...all, colour: false }],
  ['an empty NO_COLOR', { env: { NO_COLOR: '' } }, all],
  ['CI', { env: { CI: 'true' } }, { ...all, spins: false, asks: false }],
  ['TERM=dumb', { env: { TERM: 'dumb' } }, { ...all, drawsTables: false, spins: false, colour: false }],
  [
    '--json',
    { json: true },
    { json: true, drawsTables: false, spins: false, asks: false, colour: false, width: 120 },
  ],
  ['a piped stdout', { pipes: ['stdout'] }, { ...all, drawsTables: false, colour: false, width: 110 }],
  ['a piped stdin', { pipes: ['stdin'] }, { ...all, asks: false }],
  ['a terminal without a width', { columns: 0 }, { ...all, spins: false, width: 110 }],
  ['a piped stderr', { pipes: ['stderr'] }, { ...all, spins: false, asks: false }],
])('%s', (_, given, terminal) => {
  expect(detect(given)).toEqual(terminal)
})
