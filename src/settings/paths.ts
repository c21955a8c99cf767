import { join } from 'node:path'
import { UsageError } from '../errors/ml-error.ts'

const PROGRAM = 'ml-connector'
/** Name of the settings file in its folder. */
const SETTINGS_FILE = 'settings.json'

type Env = Readonly<Record<string, string | undefined>>

/** The settings folder: ours, then systemd's, then the user's. */
export const settingsFolder = (env: Env): string =>
  env.ML_CONNECTOR_CONFIG_DIR ||
  firstOf(env.CONFIGURATION_DIRECTORY) ||
  (env.XDG_CONFIG_HOME ? join(env.XDG_CONFIG_HOME, PROGRAM) : join(home(env), '.config', PROGRAM))

/** The state folder: ours, then systemd's, then the user's. Mode 0700. */
export const stateFolder = (env: Env): string =>
  env.ML_CONNECTOR_STATE_DIR ||
  firstOf(env.STATE_DIRECTORY) ||
  (env.XDG_STATE_HOME ? join(env.XDG_STATE_HOME, PROGRAM) : join(home(env), '.local', 'state', PROGRAM))

/** `settings.json` in a settings folder. */
export const settingsPath = (folder: string): string => join(folder, SETTINGS_FILE)

/** systemd joins several folders with colons. */
const firstOf = (list: string | undefined): string | undefined => list?.split(':')[0]

const home = (env: Env): string => {
  const path = env.HOME || env.USERPROFILE
  if (path) return path
  throw new UsageError('there is no home folder to keep settings and state in', {
    code: 'HOME_UNKNOWN',
    hint: 'Set ML_CONNECTOR_CONFIG_DIR and ML_CONNECTOR_STATE_DIR.',
  })
}
