import { existsSync } from 'node:fs'
import { cp, link, mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { INDEX_FORMAT } from '../../../src/state/manifest.ts'
import { statePaths } from '../../../src/state/paths.ts'
import { TRAIL_FORMAT } from '../../../src/state/trail-line.ts'
import { homeIn, measure, type Home } from '../program.ts'
import type { RowOptions } from '../row.ts'
import { openSetting } from '../setting.ts'
import { writeSettledTrail } from './trail.ts'

const DOCUMENTS = 1_000_000
const DOCUMENTS_QUICK = 50_000
/** Raised when the generated documents change. */
const VERSION = 1

/** Settings, credentials and a state with a million settled documents; kept between runs of the benchmark. */
export interface SettledHome {
  readonly home: Home
  readonly documents: number
  /** Lines of the trail per second that `state rebuild` made the index from. */
  readonly rebuildLinesPerSecond: number
}

/** The kept state itself: to be read only. */
export const bigHome = async ({ quick, folder, say }: Pick<RowOptions, 'quick' | 'folder' | 'say'>): Promise<SettledHome> => {
  const documents = quick ? DOCUMENTS_QUICK : DOCUMENTS
  const cache = resolve('.cache/bench', `settled-${documents}-${TRAIL_FORMAT}.${INDEX_FORMAT}.${VERSION}`)
  if (!existsSync(cache)) await build({ cache, documents, folder: join(folder, 'settled'), say })
  const { rebuildLinesPerSecond } = JSON.parse(await readFile(join(cache, 'built.json'), 'utf8')) as SettledHome
  return { home: homeIn(cache), documents, rebuildLinesPerSecond }
}

/** A home of its own that stands on the kept state: files are never changed in place, so they are linked. */
export const copyOf = async (settled: SettledHome, folder: string): Promise<Home> => {
  const home = homeIn(folder)
  await cp(settled.home.config, home.config, { recursive: true })
  await linkTree(settled.home.state, home.state)
  return home
}

interface Building {
  readonly cache: string
  readonly documents: number
  readonly folder: string
  readonly say: (message: string) => void
}

const build = async ({ cache, documents, folder, say }: Building): Promise<void> => {
  say(`making a state with ${documents} settled documents, once`)
  const { home, farSide } = await openSetting(folder, { bills: 0, latencyMs: 0 }, { mapping: false })
  await farSide.stop()
  const paths = statePaths(home.state)
  await mkdir(paths.trail, { recursive: true, mode: 0o700 })
  await writeSettledTrail(paths.trail, documents)
  say('making its index')
  const { stdout } = await measure(home, ['state', 'rebuild', '--json'])
  const { linesPerSecond } = JSON.parse(stdout) as { linesPerSecond: number }
  await writeFile(join(folder, 'built.json'), JSON.stringify({ rebuildLinesPerSecond: linesPerSecond }))
  await mkdir(join(cache, '..'), { recursive: true })
  await cp(folder, `${cache}.new`, { recursive: true })
  await rename(`${cache}.new`, cache)
  await rm(folder, { recursive: true })
}

const linkTree = async (from: string, to: string): Promise<void> => {
  await mkdir(to, { recursive: true, mode: 0o700 })
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    if (entry.isDirectory()) await linkTree(source, target)
    else if (entry.name === 'lock' || entry.name === 'key-marker') await cp(source, target)
    else await link(source, target)
  }
}
