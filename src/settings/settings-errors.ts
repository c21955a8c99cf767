import { UsageError } from '../errors/ml-error.ts'
import type { SettingProblem } from './setting-problem.ts'
import { problemLine } from './setting-problem.ts'

const SHOWN_MAX = 12
/** What to do when there are no settings, or none that work. In one place, because commands change. */
const START_HINT = 'For a rehearsal without real systems, run: ml-connector sandbox --folder ./rehearsal'
const EXAMPLE = `{
  "connections": {
    "airbase": { "connector": "airbase", "settings": {} },
    "d365": { "connector": "d365", "settings": {} }
  },
  "routes": {
    "airbase-to-d365": { "from": "airbase", "to": "d365" }
  }
}`

export const settingsMissing = (path: string) =>
  new UsageError(`there is no settings file at ${path}\nA small one looks like this:\n${EXAMPLE}`, {
    code: 'SETTINGS_MISSING',
    hint: START_HINT,
    context: { path },
  })

export const settingsUnreadable = (path: string, cause: unknown) =>
  new UsageError(`the settings file ${path} cannot be read (${reasonOf(cause)})`, {
    code: 'SETTINGS_UNREADABLE',
    hint: 'Run the command as the user who owns the file, or give that user the file.',
    context: { path },
    cause,
  })

export const settingsUnsafe = (path: string, mode: number) =>
  new UsageError(`the settings file ${path} can be changed by other users (mode ${mode.toString(8)})`, {
    code: 'SETTINGS_UNSAFE',
    hint: `Run: chmod 600 ${path}. Then read it through: it says where invoices go.`,
    context: { path },
  })

export const settingsNotJson = (
  path: string,
  place: { line: number; column: number } | null,
  cause: unknown,
) => {
  const at = place ? ` at line ${place.line}, column ${place.column}` : ''
  return new UsageError(`the settings file ${path} is not JSON${at}: ${reasonOf(cause)}`, {
    code: 'SETTINGS_NOT_JSON',
    hint: 'Look for a missing or spare comma or quote there. Comments are not allowed.',
    context: { path, line: place?.line, column: place?.column },
    cause,
  })
}

export const settingsInvalid = (path: string, problems: readonly SettingProblem[], hint = START_HINT) => {
  const lines = problems.slice(0, SHOWN_MAX).map((problem) => `  ${problemLine(problem)}`)
  const more = problems.length > SHOWN_MAX ? [`  and ${problems.length - SHOWN_MAX} more`] : []
  const [first] = problems
  return new UsageError([`${count(problems.length)} in ${path}:`, ...lines, ...more].join('\n'), {
    code: 'SETTINGS_INVALID',
    hint,
    context: {
      path,
      key: first?.path,
      found: first?.found,
      allowed: first?.allowed,
      problems: problems.length,
    },
  })
}

const count = (problems: number): string => (problems === 1 ? 'wrong setting' : `${problems} wrong settings`)

const reasonOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause))
