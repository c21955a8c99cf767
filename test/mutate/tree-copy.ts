import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

/** A tree of its own, in which a mutant can live: others work in the real one. */
export interface TreeCopy {
  readonly root: string
  /** Does the work while the file has this text. */
  with<Result>(file: string, text: string, work: () => Promise<Result>): Promise<Result>
  remove(): void
}

const NOT_COPIED = new Set(['node_modules', 'dist', '.git', '.cache', 'oclif.manifest.json'])

/** Copies the sources; the packages are linked one by one, so that what tests cache beside them stays apart. */
export const copyTree = (from: string): TreeCopy => {
  const root = mkdtempSync(join(tmpdir(), 'ml-connector-mutants-'))
  for (const name of readdirSync(from)) if (!NOT_COPIED.has(name)) cpSync(join(from, name), join(root, name), { recursive: true })
  const packages = resolve(from, 'node_modules')
  mkdirSync(join(root, 'node_modules'))
  for (const name of readdirSync(packages)) if (!name.startsWith('.vite')) symlinkSync(join(packages, name), join(root, 'node_modules', name))
  buildUnchecked(root)
  return {
    root,
    with: async (file, text, work) => {
      const path = join(root, file)
      const before = readFileSync(path, 'utf8')
      writeFileSync(path, text)
      try {
        return await work()
      } finally {
        writeFileSync(path, before)
      }
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  }
}

/** A mutant may leave an import unused: that must not break its build, which would make every test of it red. */
const buildUnchecked = (root: string): void => {
  const path = join(root, 'tsconfig.build.json')
  const config = JSON.parse(readFileSync(path, 'utf8')) as { compilerOptions: Record<string, unknown> }
  config.compilerOptions.noCheck = true
  writeFileSync(path, JSON.stringify(config))
  // Tests that ask git for the sources find some.
  spawnSync('git', ['init', '--quiet'], { cwd: root })
}
