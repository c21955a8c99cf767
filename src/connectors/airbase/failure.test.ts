import { describe, expect, it } from 'vitest'
import { readFailure } from './failure.ts'

const messageOf = (body: unknown) => readFailure(JSON.stringify(body), 'application/json').message

describe('reading a refusal', () => {
  it('takes the detail before everything else', () => {
    expect(messageOf({ detail: 'Not found.', name: ['wrong'] })).toBe('Not found.')
    expect(messageOf({ detail: ['One.', 'Two.'] })).toBe('One.; Two.')
  })

  it('takes the rows of a bulk request by their index, whatever stands beside it', () => {
    const failure = readFailure(
      JSON.stringify({
        validation_errors: [
          { index: 3, errors: { name: ['This field may not be blank.'], type: ['Wrong.'] } },
          { index: 0, detail: 'Entity not found' },
          { index: 7, message: 'odd', error: { subsidiary: 'unknown' } },
          { index: 7, detail: 'again' },
          { index: 'x' },
        ],
      }),
      'application/json',
    )
    expect([...failure.rows]).toEqual([
      [3, 'name: This field may not be blank.; type: Wrong.'],
      [0, 'Entity not found'],
      [7, 'message: odd; error: subsidiary: unknown; again'],
    ])
    expect(failure.message).toContain('row 4: name: This field may not be blank.')
  })

  it('takes the messages field by field', () => {
    expect(messageOf({ status: ['"x" is not a valid choice.'], non_field_errors: ['No.'] })).toBe(
      'status: "x" is not a valid choice.; No.',
    )
    expect(messageOf(['Plain', 'list'])).toBe('Plain; list')
  })

  it('takes raw text, at most 500 characters of it', () => {
    expect(readFailure('Entity not found', 'text/plain').message).toBe('Entity not found')
    expect(readFailure('x'.repeat(900), undefined).message).toHaveLength(500)
    expect(readFailure('  ', undefined).message).toBe('no reason given')
  })

  it('names a page of HTML as one, with its title', () => {
    const page = '<!DOCTYPE html><html><head><title>Attention Required! | Cloudflare</title></head></html>'
    for (const type of ['text/html; charset=utf-8', undefined]) {
      expect(readFailure(page, type).message).toBe(
        'an HTML page («Attention Required! | Cloudflare») instead of an answer of the API',
      )
    }
  })
})
