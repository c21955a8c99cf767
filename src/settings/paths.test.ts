import { describe, expect, test } from 'vitest'
import { settingsFolder, stateFolder } from './paths.ts'

const HOME = '/home/finance'

describe('the folders', () => {
  test.each([
    [{ HOME }, '/home/finance/.config/ml-connector', '/home/finance/.local/state/ml-connector'],
    [{ HOME, XDG_CONFIG_HOME: '/c', XDG_STATE_HOME: '/s' }, '/c/ml-connector', '/s/ml-connector'],
    [
      { HOME, CONFIGURATION_DIRECTORY: '/etc/ml:/etc/b', STATE_DIRECTORY: '/var/lib/ml:/x' },
      '/etc/ml',
      '/var/lib/ml',
    ],
    [
      { HOME, ML_CONNECTOR_CONFIG_DIR: '/mine', ML_CONNECTOR_STATE_DIR: '/own', STATE_DIRECTORY: '/x' },
      '/mine',
      '/own',
    ],
    [
      { HOME, XDG_CONFIG_HOME: '', CONFIGURATION_DIRECTORY: '' },
      `${HOME}/.config/ml-connector`,
      `${HOME}/.local/state/ml-connector`,
    ],
  ])('of %j', (env, settings, state) => {
    expect(settingsFolder(env)).toBe(settings)
    expect(stateFolder(env)).toBe(state)
  })

  test('are refused where there is no home', () => {
    expect(() => settingsFolder({})).toThrow(expect.objectContaining({ code: 'HOME_UNKNOWN', exitCode: 2 }))
  })
})
