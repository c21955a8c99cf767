import { describe, expect, test } from 'vitest'
import type { Explained } from '../../services/audit-explain.ts'
import type { AuditVerifyResult } from '../../services/audit-verify.ts'
import { renderList, renderReplay, renderVerify } from './audit.ts'
import { renderExplain } from './audit-explain.ts'
import { plainPaint } from './paint.ts'

const bill: Explained = {
  id: 'MLA2BC7QWERTYUIOPA',
  route: 'airbase-to-d365',
  flow: 'bills',
  number: 'INV-123',
  ref: 'abc',
  party: 'US-101',
  legalEntity: 'usmf',
  amount: { amount: '1250.50', currency: 'EUR' },
  form: 'invoice-journal',
  state: 'written',
  since: '2026-11-20T08:00:00.000Z',
  reason: null,
  conflict: null,
  firstReadAt: '2026-11-19T08:00:00.000Z',
  writtenAt: '2026-11-20T08:00:00.000Z',
  bookedAt: null,
  acknowledgedAt: '2026-11-20T08:01:00.000Z',
  acknowledged: 'done',
  link: { id: '00631', legalEntity: 'usmf', lines: [1, 2], voucher: null, url: null },
  source: 'Airbase',
  target: 'D365',
}
const suspended = {
  code: 'ACCOUNT_SUSPENDED',
  message: 'the main account 605110 is suspended',
  remedy: 'Map to another one.',
}
const told = (change: Partial<Explained>) =>
  renderExplain({ number: 'INV-123', documents: [{ ...bill, ...change }], more: 0 }, plainPaint)
    .split('\n')
    .slice(0, -1)
const HEAD = 'INV-123 of vendor US-101, 1 250.50 EUR, usmf: '

describe('an explanation', () => {
  test.each<[string, Partial<Explained>, string[]]>([
    [
      'of a written document',
      {},
      [
        `${HEAD}written to journal 00631, line 1, 2 on 2026-11-20 08:00 UTC, not yet posted in D365; Airbase was told on 2026-11-20 08:01 UTC.`,
        'Next: post it in D365.',
      ],
    ],
    [
      'of a booked one',
      { state: 'booked', acknowledged: 'due', link: { ...bill.link!, lines: [], voucher: 'V-7' } },
      [
        `${HEAD}written to journal 00631 on 2026-11-20 08:00 UTC, posted in D365 under voucher V-7; Airbase is told with the next sync.`,
      ],
    ],
    [
      'of a parked one',
      { state: 'parked', reason: suspended },
      [
        `${HEAD}parked since 2026-11-20 08:00 UTC because the main account 605110 is suspended: Map to another one.`,
      ],
    ],
    [
      'of a ready one',
      { state: 'ready' },
      [`${HEAD}ready since 2026-11-20 08:00 UTC, not yet sent to D365.`, 'Next: the next sync writes it.'],
    ],
    [
      'of one in doubt',
      { state: 'in-doubt', reason: { code: 'X', message: 'the answer was lost', remedy: 'Wait.' } },
      [
        `${HEAD}in doubt since 2026-11-20 08:00 UTC: it is not known whether D365 took it (the answer was lost).`,
        'Next: Wait.',
      ],
    ],
    [
      'of a withdrawn one',
      {
        state: 'withdrawn',
        form: 'pending-invoice',
        reason: { code: 'WITHDRAWN', message: 'gone', remedy: 'Ask who removed it.' },
        since: '2026-11-21T08:00:00.000Z',
      },
      [
        `${HEAD}was written to pending invoice 00631, line 1, 2 on 2026-11-20 08:00 UTC, and is no longer in D365 since 2026-11-21 08:00 UTC.`,
        'Next: Ask who removed it.',
      ],
    ],
    [
      'of one that ended',
      {
        state: 'skipped',
        party: null,
        amount: null,
        legalEntity: null,
        reason: { code: 'X', message: 'the document is not approved', remedy: '' },
      },
      ['INV-123: ended on 2026-11-20 08:00 UTC without a write by us because the document is not approved.'],
    ],
  ])('%s says what happened and what is next', (_, change, lines) => {
    expect(told(change)).toEqual(lines)
  })

  test('of a conflict says what differs', () => {
    const lines = told({
      conflict: 'changed in the source after it was sent (abcd1234)',
      reason: { ...suspended, remedy: 'Compare them.' },
    })
    expect(lines.slice(1)).toEqual([
      'But Airbase and the target differ: it was changed in the source after it was sent (abcd1234).',
      'Next: Compare them.',
    ])
  })

  test('cannot command the terminal', () => {
    expect(told({ number: '\u001b[2J' })[0]).toContain('\ufffd[2J')
  })
})

describe('the verification', () => {
  const held: AuditVerifyResult = {
    ok: true,
    lines: 12,
    files: ['2026-11'],
    bytes: 4000,
    brokenAt: null,
    torn: null,
    anchor: { state: 'held', n: 12, at: '2026-11-20T08:00:00.000Z', code: null, message: null, hint: null },
    head: { n: 12, hash: 'f' },
    seconds: 0.02,
    megabytesPerSecond: 0.2,
    exitCode: 0,
  }
  test('shows that chain and anchor hold, and how fast they were read', () => {
    expect(renderVerify(held, plainPaint)).toBe(
      '✔ The chain holds.\n✔ The anchor holds: line 12, 2026-11-20 08:00 UTC.\n12 lines in 20 ms, 0.2 MB/s.',
    )
  })
  test('names file, line, byte and reason of a break', () => {
    const brokenAt = { file: '2026-11', n: 7, line: 3, byte: 812, why: 'it is not a line of the trail' }
    const text = renderVerify(
      { ...held, ok: false, brokenAt, anchor: { ...held.anchor, state: 'not-checked' } },
      plainPaint,
    )
    expect(text).toContain('✖ 2026-11.jsonl, line 3 (number 7, byte 812): it is not a line of the trail.')
  })
})

test('an empty list and an empty replay say so', () => {
  expect(renderList({ documents: [], counts: {}, total: 0 }, '')).toBe(
    'Nothing matches: no document waits here.',
  )
  const none = { run: 'R', mode: 'sync' as const, documents: [], stops: [], interrupted: false, exitCode: 0 }
  expect(renderReplay(none, '', plainPaint)).toBe('Nothing to replay: no document matches.')
})
