import { describe, expect, test } from 'vitest'
import { pointsOf, stepsAfter, surviveEveryFate } from './crash-points.ts'
import { CRASH_SUBJECTS } from './crash-subjects.ts'

/** Fewer would mean that boundaries have gone missing. */
const CRASHES_MIN = 360
let crashed = 0

for (const subject of CRASH_SUBJECTS) {
  const points = pointsOf(await stepsAfter(subject))
  describe(`a run of ${subject.title} that dies`, () => {
    test.each([...points])('at «%s», first, in the middle and last, loses and doubles nothing', async (name, occurrences) => {
      const crashes = await surviveEveryFate(subject, occurrences.map((nth) => ({ name, nth })))
      crashed += crashes
      expect(crashes).toBeGreaterThanOrEqual(occurrences.length)
    })
  })
}

test('every boundary of every route was crashed at', () => {
  expect(crashed).toBeGreaterThanOrEqual(CRASHES_MIN)
})
