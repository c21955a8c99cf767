import process from 'node:process'
import { parseArgs } from 'node:util'
import { findGuards, type Guard } from './find-guards.ts'
import { STAGES, stagesOf, type StageName } from './test-stages.ts'
import { runTests, type TestsEnd } from './run-tests.ts'
import { copyTree, type TreeCopy } from './tree-copy.ts'

/** Most minutes for the tests of one mutant; one that takes longer counts as not found. */
const MUTANT_MINUTES_MAX = 45
const JOBS = 2
const MINUTE_MS = 60_000

type Verdict =
  | { readonly guard: Guard; readonly killed: true; readonly stage: StageName; readonly by: string; readonly why: string }
  | { readonly guard: Guard; readonly killed: false; readonly why: string }

const HELP = `npm run mutate-guards -- [options]
  --list            names every guard and ends
  --only <texts>    the guards whose file:line has one of these texts in it, or that are of this group; commas between
  --until <stage>   stops after this stage of ${STAGES.join(', ')}; what is left then survived only those
  --jobs <number>   mutants at once, ${JOBS} without it
`

const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      list: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
      only: { type: 'string', default: '' },
      until: { type: 'string', default: STAGES.at(-1) ?? '' },
      jobs: { type: 'string', default: String(JOBS) },
    },
  })
  const last = STAGES.findIndex((name) => name === values.until)
  const jobs = Number(values.jobs)
  if (values.help || last < 0 || !(jobs >= 1)) return void process.stdout.write(HELP)
  const first = copyTree(process.cwd())
  const trees = [first]
  try {
    const guards = findGuards(first.root).filter((guard) => values.only.split(',').some((text) => guard.place.includes(text) || guard.group === text))
    if (values.list) {
      for (const { place, group, call } of guards) process.stdout.write(`${group.padEnd(8)} ${place.padEnd(52)} ${call}\n`)
      process.stdout.write(`${guards.length} guards\n`)
      return
    }
    // Every tree is of the same moment, whatever is edited meanwhile.
    while (trees.length < jobs) trees.push(copyTree(first.root))
    const stages = new Set<StageName>(STAGES.slice(0, last + 1))
    report(guards, await tryAll(trees, guards, stages))
  } finally {
    for (const tree of trees) tree.remove()
  }
}

const tryAll = async (trees: readonly TreeCopy[], guards: readonly Guard[], stages: ReadonlySet<StageName>): Promise<readonly Verdict[]> => {
  const verdicts: Verdict[] = []
  const queue = [...guards]
  const work = async (tree: TreeCopy): Promise<void> => {
    for (let guard = queue.shift(); guard !== undefined; guard = queue.shift()) {
      const verdict = await tryMutant(tree, guard, stages)
      verdicts.push(verdict)
      process.stderr.write(`${verdicts.length}/${guards.length} ${lineOf(verdict)}\n`)
    }
  }
  await Promise.all(trees.map(work))
  return verdicts
}

const tryMutant = async (tree: TreeCopy, guard: Guard, wanted: ReadonlySet<StageName>): Promise<Verdict> => {
  const until = performance.now() + MUTANT_MINUTES_MAX * MINUTE_MS
  for (const { name, files } of stagesOf(tree.root, guard).filter((stage) => wanted.has(stage.name))) {
    const green = files.filter((file) => !redAnyway.has(file))
    if (green.length === 0) continue
    const end = await tree.with(guard.file, guard.mutated, () => runTests(tree.root, green, until - performance.now()))
    if (end.kind === 'out-of-time') return { guard, killed: false, why: `not decided in ${MUTANT_MINUTES_MAX} minutes` }
    if (end.kind === 'green') continue
    if (await isGreenWithout(tree, end)) return { guard, killed: true, stage: name, by: `${end.file} › ${end.test}`, why: end.why }
    return { guard, killed: false, why: `${end.file} is red without it too: mend that first` }
  }
  return { guard, killed: false, why: '' }
}

/** Test files that are red without any mutant: nothing follows from them, and they are asked no more. */
const redAnyway = new Set<string>()
const knownGreen = new Set<string>()

/** A test kills only when it is green as soon as the guard is back. */
const isGreenWithout = async (tree: TreeCopy, { file }: Extract<TestsEnd, { kind: 'red' }>): Promise<boolean> => {
  if (knownGreen.has(file)) return true
  const end = await runTests(tree.root, [file], MUTANT_MINUTES_MAX * MINUTE_MS)
  const isGreen = end.kind === 'green'
  ;(isGreen ? knownGreen : redAnyway).add(file)
  return isGreen
}

const lineOf = (verdict: Verdict): string => {
  const { guard, killed, why } = verdict
  const said = killed ? `killed by ${verdict.by}  (${verdict.stage}: ${why})` : `SURVIVED ${why}`
  return `${guard.group.padEnd(8)} ${guard.place.padEnd(52)} ${said}`
}

const report = (guards: readonly Guard[], verdicts: readonly Verdict[]): void => {
  const survived = verdicts.filter(({ killed }) => !killed).length
  for (const guard of guards) {
    const verdict = verdicts.find((each) => each.guard === guard)
    if (verdict !== undefined) process.stdout.write(`${lineOf(verdict)}\n`)
  }
  process.stdout.write(`${guards.length} guards, ${guards.length - survived} killed, ${survived} survived\n`)
  process.exitCode = survived === 0 ? 0 : 1
}

await main()
