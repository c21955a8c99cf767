import { spawn } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'
import process from 'node:process'

/** How a selection of tests ended. */
export type TestsEnd =
  | { readonly kind: 'green' }
  | { readonly kind: 'red'; readonly file: string; readonly test: string; readonly why: string }
  | { readonly kind: 'out-of-time' }

interface Report {
  readonly testResults: readonly {
    readonly name: string
    readonly status: string
    readonly message: string
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string; readonly failureMessages: readonly string[] | null }[]
  }[]
}

const WHY_LENGTH_MAX = 160

/** Runs test files until the first one is red. */
export const runTests = async (root: string, files: readonly string[], timeMs: number): Promise<TestsEnd> => {
  const output = join(root, 'test-report.json')
  rmSync(output, { force: true })
  const options = ['run', '--bail=1', '--reporter=json', `--outputFile=${output}`, '--no-file-parallelism', '--passWithNoTests']
  const child = spawn(process.execPath, ['node_modules/vitest/vitest.mjs', ...options, ...files], { cwd: root, stdio: 'ignore', detached: true })
  let isLate = false
  // The whole group: workers of a test run that is stopped would go on.
  const late = setTimeout(() => {
    isLate = true
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
  }, timeMs)
  const code = await new Promise<number | null>((ended) => child.once('exit', (status) => ended(status)))
  clearTimeout(late)
  if (isLate) return { kind: 'out-of-time' }
  const red = existsSync(output) ? firstRed(root, JSON.parse(readFileSync(output, 'utf8')) as Report) : null
  if (red !== null) return red
  return code === 0 ? { kind: 'green' } : { kind: 'red', file: files[0] ?? '', test: '(an error outside of any test)', why: `exit ${String(code)}` }
}

const firstRed = (root: string, { testResults }: Report): Extract<TestsEnd, { kind: 'red' }> | null => {
  for (const { name, status, message, assertionResults } of testResults) {
    const file = relative(root, name)
    const failed = assertionResults.find((each) => each.status === 'failed')
    if (failed !== undefined) return { kind: 'red', file, test: failed.fullName.trim(), why: firstLine(failed.failureMessages?.[0] ?? '') }
    if (status === 'failed') return { kind: 'red', file, test: '(the file itself)', why: firstLine(message) }
  }
  return null
}

const firstLine = (text: string): string => (text.split('\n', 1)[0] ?? '').slice(0, WHY_LENGTH_MAX)
