import { hostname, userInfo } from 'node:os'

/** Who runs the program, for the trail: `finance@server-1`, or the name given with `--as`. */
export const operatorName = (given: string | undefined): string => {
  const name = given?.trim() ?? ''
  return name === '' ? `${userName()}@${hostname()}` : name
}

/** A user id without an entry in the system's list, as in a container, has no name. */
const userName = (): string => {
  try {
    return userInfo().username
  } catch {
    return `uid ${process.getuid?.() ?? '?'}`
  }
}
