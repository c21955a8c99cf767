import { mkdir, open } from 'node:fs/promises'
import { settingsPath } from './paths.ts'
import type { Settings, SettingsInput } from './schema.ts'
import { settingsSchema } from './schema.ts'
import {
  settingsInvalid,
  settingsMissing,
  settingsNotJson,
  settingsUnreadable,
  settingsUnsafe,
} from './settings-errors.ts'
import { toProblems } from './setting-problem.ts'

const CHANGEABLE_BY_OTHERS = 0o022
const BYTES_MAX = 4 * 1024 * 1024

/**
 * The settings of a folder, checked, with every default filled in.
 * Read without `conf`, which loads slowly and hides where the JSON is broken.
 * @throws UsageError `SETTINGS_MISSING`, `_UNREADABLE`, `_UNSAFE`, `_NOT_JSON` or `_INVALID`
 */
export const readSettings = async (folder: string): Promise<Settings> => {
  const path = settingsPath(folder)
  return parseSettings(parseJson(await readText(path), path), path)
}

/** Checks settings, wherever they came from; `path` is for the message. */
export const parseSettings = (raw: unknown, path: string): Settings => {
  const parsed = settingsSchema.safeParse(raw)
  if (parsed.success) return parsed.data
  throw settingsInvalid(path, toProblems({ schema: settingsSchema, raw, at: [] }, parsed.error.issues))
}

/** Checks and writes the settings, whole, mode 0600; returns the path. */
export const saveSettings = async (folder: string, settings: SettingsInput): Promise<string> => {
  const path = settingsPath(folder)
  parseSettings(settings, path)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const { default: Conf } = await import('conf')
  const file = new Conf<Record<string, unknown>>({
    cwd: folder,
    configName: 'settings',
    configFileMode: 0o600,
    accessPropertiesByDotNotation: false,
    projectName: 'ml-connector',
    clearInvalidConfig: true,
  })
  file.store = { ...settings }
  return path
}

const readText = async (path: string): Promise<string> => {
  try {
    return await readChecked(path)
  } catch (error) {
    if (!isSystemError(error)) throw error
    throw error.code === 'ENOENT' ? settingsMissing(path) : settingsUnreadable(path, error)
  }
}

const readChecked = async (path: string): Promise<string> => {
  const file = await open(path, 'r')
  try {
    const { mode, size } = await file.stat()
    if (process.platform !== 'win32' && (mode & CHANGEABLE_BY_OTHERS) !== 0)
      throw settingsUnsafe(path, mode & 0o777)
    if (size > BYTES_MAX) throw settingsUnreadable(path, new Error(`it is larger than ${BYTES_MAX} bytes`))
    return await file.readFile('utf8')
  } finally {
    await file.close()
  }
}

const parseJson = (text: string, path: string): unknown => {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    throw settingsNotJson(path, placeOf(error, text), error)
  }
}

/** V8 says either `at position 17` or nothing, at the end of the text. */
const placeOf = (error: unknown, text: string): { line: number; column: number } | null => {
  const message = error instanceof Error ? error.message : ''
  const position = /position (\d+)/.exec(message)?.[1]
  if (position === undefined && !/end of JSON/.test(message)) return null
  const before = text.slice(0, position === undefined ? text.length : Number(position)).split('\n')
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
}

const isSystemError = (error: unknown): error is Error & { code: string } =>
  error instanceof Error && 'code' in error && 'syscall' in error && typeof error.code === 'string'
