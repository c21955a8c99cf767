import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { sha256Hex } from '../lib/hash.ts'

/** Where Linux keeps the id that a machine gets when it is installed. */
const PLACES = ['/etc/machine-id', '/var/lib/dbus/machine-id']

/** Digest of this machine's id (systemd asks that the id itself is not shown around); its host name where there is none. */
export const machineId = (env: Readonly<Record<string, string | undefined>>): string => {
  const given = env.ML_CONNECTOR_MACHINE_ID
  const id = given !== undefined && given !== '' ? given : (PLACES.map(readText).find((text) => text !== '') ?? hostname())
  return sha256Hex(`ml-connector:${id}`).slice(0, 16)
}

const readText = (path: string): string => {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    return ''
  }
}
