import { readFileSync, readdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Guard } from './find-guards.ts'
import type { GuardGroup } from './guard-table.ts'

/** Tests that are run together; the next stage only follows on a green one. */
export interface Stage {
  readonly name: StageName
  readonly files: readonly string[]
}

/** From the tests that find red fast to those that take long. */
export const STAGES = ['near', 'state', 'own', 'area', 'guards', 'crashes', 'rest', 'end-to-end'] as const
export type StageName = (typeof STAGES)[number]

/** Small, and about nothing but guards. */
const STATE = ['node-disk', 'trail', 'seal', 'open-state', 'index-made-anew', 'torn-trail', 'anchor', 'verify', 'retention'].map((name) => `src/state/${name}.test.ts`)
const GUARDS = ['doubts', 'restores', 'interrupts', 'tie-out', 'people'].map((name) => `test/simulation/${name}.test.ts`)
const STATE_SERVICES = ['state-backup', 'state-restore', 'state-adopt', 'state-rebuild', 'damaged-state'].map((name) => `src/services/${name}.test.ts`)
const STATE_STORE = ['documents', 'queries', 'keys', 'recovery'].map((name) => `test/contract/state-store-${name}.test.ts`)
const CRASHES = ['test/simulation/crash-points.test.ts']

/** Tests of one kind of guard, wherever it stands. */
const OWN: Readonly<Record<GuardGroup, readonly string[]>> = {
  sync: [...STATE_SERVICES, 'src/credentials/vault-file.test.ts'],
  durable: ['test/simulation/write-ahead.test.ts', 'src/engine/durable.test.ts', ...STATE_STORE],
  find: [...STATE_SERVICES, 'src/services/audit-resolve.test.ts'],
  verify: ['test/simulation/one-writer.test.ts', ...STATE_SERVICES, 'src/services/audit-verify.test.ts'],
  lock: ['test/simulation/one-writer.test.ts', 'test/e2e/one-writer.test.ts'],
  echo: [],
}

/** What is asked about a guard, in this order; no test twice. */
export const stagesOf = (root: string, guard: Guard): readonly Stage[] => {
  const all = testsOf(root)
  const wanted: Record<StageName, readonly string[]> = {
    near: all.filter((test) => isNear(root, test, guard.file)),
    state: guard.group === 'echo' ? [] : STATE,
    own: OWN[guard.group],
    area: all.filter((test) => test.startsWith(`${areaOf(guard.file)}/`)),
    guards: GUARDS,
    crashes: CRASHES,
    rest: all.filter((test) => !test.startsWith('test/e2e/')),
    'end-to-end': all,
  }
  const seen = new Set<string>()
  return STAGES.map((name) => {
    const files = wanted[name].filter((test) => all.includes(test) && !seen.has(test))
    for (const test of files) seen.add(test)
    return { name, files }
  }).filter(({ files }) => files.length > 0)
}

const testsOf = (root: string): readonly string[] =>
  ['src', 'commands', 'test']
    .flatMap((folder) => readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)))
    .filter((name) => name.endsWith('.test.ts'))
    .sort()

/** `src/engine`, `src/connectors/d365`: what belongs together. */
const areaOf = (file: string): string => file.split('/').slice(0, file.startsWith('src/connectors/') ? 3 : 2).join('/')

/** A unit test that imports the file. */
const isNear = (root: string, test: string, file: string): boolean => {
  if (!test.startsWith('src/')) return false
  const name = basename(file)
  if (dirname(test) === dirname(file)) return test.endsWith(`/${name.replace(/\.ts$/, '.test.ts')}`) || readFileSync(join(root, test), 'utf8').includes(`'./${name}'`)
  return readFileSync(join(root, test), 'utf8').includes(`/${basename(dirname(file))}/${name}'`)
}
