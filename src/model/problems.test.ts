import { describe, expect, test } from 'vitest'
import { ProblemsError } from '../errors/problems-error.ts'
import { Problems } from './problems.ts'

const problem = (code: string) => ({
  code,
  field: 'lines[1].account',
  value: '6010',
  message: `${code} happened`,
  remedy: `mend ${code}`,
})
const thrownBy = (work: () => void): unknown => {
  try {
    work()
    return null
  } catch (error) {
    return error
  }
}

describe('the problems of a document', () => {
  test('are thrown together, and the first one speaks', () => {
    const problems = new Problems()
    for (const code of ['FIRST', 'SECOND', 'THIRD']) problems.add(problem(code))
    const error = thrownBy(() => problems.throwIfAny())
    expect(error).toBeInstanceOf(ProblemsError)
    expect(error).toMatchObject({
      code: 'FIRST',
      message: 'FIRST happened (and 2 more)',
      hint: 'mend FIRST',
      context: { field: 'lines[1].account', value: '6010' },
      problems: ['FIRST', 'SECOND', 'THIRD'].map(problem),
    })
    expect(problems.any).toBe(true)
  })

  test('are no error where there are none', () => {
    const problems = new Problems()
    expect([thrownBy(() => problems.throwIfAny()), problems.any]).toEqual([null, false])
    expect(thrownBy(() => problems.fail())).toBeInstanceOf(TypeError)
  })
})
