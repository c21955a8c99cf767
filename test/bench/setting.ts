import { SANDBOX } from '../../src/services/sandbox-identity.ts'
import { startFarSide, type FarSide } from './far-side/client.ts'
import type { FarSideOptions } from './far-side/protocol.ts'
import { homeIn, measure, type Home } from './program.ts'

/** The route that is measured, and its width in all rows. */
export const ROUTE = 'airbase-to-d365'
export const CONCURRENCY = 8

/** A far side and a program that is set up for it. */
export interface Setting {
  readonly home: Home
  readonly farSide: FarSide
}

type SettingOptions = Pick<FarSideOptions, 'bills' | 'latencyMs'>

/** What of the set-up is done; all of it without them. */
interface Steps {
  /** False where the home has credentials already. */
  readonly login?: boolean
  readonly mapping?: boolean
}

/** Starts the vendors, stores the credentials and imports the mapping, as a person would. */
export const openSetting = async (folder: string, { bills, latencyMs }: SettingOptions, steps: Steps = {}): Promise<Setting> => {
  const home = homeIn(folder)
  const farSide = await startFarSide({ bills, latencyMs, folder: home.config, concurrency: CONCURRENCY, seed: 1 })
  try {
    if (steps.login !== false) await login(home)
    if (steps.mapping !== false) await measure(home, ['mapping', 'import', ROUTE, farSide.mapping])
    await farSide.ask('seen', null)
    return { home, farSide }
  } catch (error) {
    await farSide.stop()
    throw error
  }
}

const login = async (home: Home): Promise<void> => {
  await measure(home, ['auth', 'login', 'd365', '--secret', 'client-secret'], SANDBOX.clientSecret)
  await measure(home, ['auth', 'login', 'airbase', '--secret', 'token'], SANDBOX.airbaseToken)
}

/** `work` in a setting that is taken down afterwards. */
export const inSetting = async <Result>(
  folder: string,
  options: SettingOptions,
  work: (setting: Setting) => Promise<Result>,
): Promise<Result> => {
  const setting = await openSetting(folder, options)
  try {
    return await work(setting)
  } finally {
    await setting.farSide.stop()
  }
}

/** Documents that a run wrote, by its own report. */
export const writtenIn = (stdout: string): number => {
  const { flows } = JSON.parse(stdout) as { flows: readonly { counts: { written: { count: number } } }[] }
  return flows.reduce((sum, { counts }) => sum + counts.written.count, 0)
}

/** @throws when a run did not write what it should have: its figures would mean nothing */
export const mustHaveWritten = (stdout: string, documents: number): void => {
  const written = writtenIn(stdout)
  if (written !== documents) throw new Error(`the run wrote ${written} documents, not ${documents}`)
}
