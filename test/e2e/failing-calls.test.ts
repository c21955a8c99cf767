import { beforeAll, describe, expect, inject, test } from 'vitest'
import { seededRandom } from '../../src/lib/random.ts'
import { caseText, type FailingCase } from '../torture/failing-call.ts'
import { noShortWriteReason } from '../torture/short-write.ts'
import { noStraceReason } from '../torture/strace.ts'
import { allSeries, caseOf, runCase, type Series } from '../torture/syscall-campaign.ts'

const SEED = 20
const TIME_MAX_MS = 300_000
/** How many of each call fail here; `npm run torture:syscalls` lets each fail, with each error. */
const SAMPLE: Readonly<Record<Series['call'], number>> = {
  pwrite64: 4,
  write: 1,
  fdatasync: 3,
  fsync: 1,
  rename: 2,
  unlink: 1,
  mkdir: 1,
  openat: 2,
  connect: 1,
  'short-write': 2,
}
const noStrace = noStraceReason()
const noShortWrite = noShortWriteReason()
const because = (reason: string | null): string => (reason === null ? '' : ` (skipped: ${reason})`)

/** Calls of this kind, each as likely as any other, whatever file it is on. */
const draw = (series: readonly Series[], call: Series['call']): readonly FailingCase[] => {
  const random = seededRandom(SEED)
  const calls = series.filter((each) => each.call === call).flatMap((each) => Array.from({ length: each.count }, (_, at) => ({ each, nth: at + 1 })))
  return Array.from({ length: Math.min(SAMPLE[call], calls.length) }, () => {
    const [{ each, nth }] = calls.splice(Math.floor(random.next() * calls.length), 1) as [(typeof calls)[number]]
    return caseOf(each, nth, each.errors[Math.floor(random.next() * each.errors.length)] ?? '')
  })
}

const expectAllHold = async (cases: readonly FailingCase[]): Promise<void> => {
  expect(cases.length).toBeGreaterThan(0)
  for (const each of cases) expect((await runCase(each, inject('e2eFolder'))).touched, caseText(each)).toBe(true)
}

describe.skipIf(noStrace !== null)(`a run whose system call fails${because(noStrace)}`, () => {
  let series: readonly Series[]
  beforeAll(async () => {
    series = await allSeries({ route: 'airbase-to-d365', begun: false }, inject('e2eFolder'))
  }, TIME_MAX_MS)

  test.each(['pwrite64', 'write', 'fdatasync', 'fsync', 'rename', 'unlink', 'mkdir', 'openat', 'connect'] as const)(
    'says where and what to do when %s is refused; the next one finishes, nothing doubled and nothing lost',
    (call) => expectAllHold(draw(series, call)),
    TIME_MAX_MS,
  )

  test.skipIf(noShortWrite !== null)(
    `goes on where a write stopped half-way, and nothing is missing${because(noShortWrite)}`,
    () => expectAllHold(draw(series, 'short-write')),
    TIME_MAX_MS,
  )
})
