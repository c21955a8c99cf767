import { expect, test } from 'vitest'
import { editDistance, nearest } from './nearest.ts'

test.each([
  ['', '', 0],
  ['sync', 'snyc', 1],
  ['sync', 'sync', 0],
  ['kitten', 'sitting', 3],
  ['', 'abc', 3],
])('from %j to %j it takes %i steps', (left, right, steps) => expect(editDistance(left, right)).toBe(steps))

test.each([
  ['airbase-to-d356', 'airbase-to-d365'],
  ['Sync', 'sync'],
  ['x', null],
  ['entirely different', null],
])('%j was meant to be %j', (text, meant) =>
  expect(nearest(text, ['sync', 'status', 'airbase-to-d365'])).toBe(meant),
)
