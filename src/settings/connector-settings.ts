import type { z } from 'zod'
import { settingsInvalid } from './settings-errors.ts'
import { toProblems } from './setting-problem.ts'

/** Where a connector's settings stand. */
export interface SettingsPlace {
  readonly file: string
  readonly connection: string
}

/**
 * Checks the settings of a connection by its connector's own schema.
 * @throws UsageError `SETTINGS_INVALID`, which names the file, the key, what stands there and what is allowed
 */
export const parseConnectorSettings = <Parsed>(
  schema: z.ZodType<Parsed>,
  raw: unknown,
  where: SettingsPlace,
): Parsed => {
  const parsed = schema.safeParse(raw)
  if (parsed.success) return parsed.data
  const at = ['connections', where.connection, 'settings']
  const hint = `Correct the settings of the connection ${where.connection}.`
  throw settingsInvalid(where.file, toProblems({ schema, raw, at }, parsed.error.issues), hint)
}
