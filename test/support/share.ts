/**
 * The share of the long tests that this run makes, from `ML_TEST_SHARE`: all of them without it. The second run of
 * the gate, on another Node, needs no more than a part: what it looks for shows in any of them.
 */
export const shareOf = (count: number): number => Math.max(1, Math.round(count * Number(process.env.ML_TEST_SHARE ?? '1')))
