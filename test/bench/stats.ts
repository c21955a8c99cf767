/** The middle one; of an even number, the mean of the two in the middle. */
export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b)
  const half = Math.floor(sorted.length / 2)
  const upper = sorted[half] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? Number.NaN) + upper) / 2
}

/** The repetition whose ratio is the median one. */
export const medianBy = <Item>(items: readonly Item[], ratioOf: (item: Item) => number): Item => {
  const sorted = items.toSorted((a, b) => ratioOf(a) - ratioOf(b))
  const middle = sorted[Math.floor((sorted.length - 1) / 2)]
  if (middle === undefined) throw new Error('there is nothing to take the median of')
  return middle
}

/** With so many digits behind the point. */
export const rounded = (value: number, digits = 2): number => Number(value.toFixed(digits))
