import type { Hook } from '@oclif/core'
import { UsageError } from '../errors/ml-error.ts'
import { nearest } from '../lib/nearest.ts'

const ROUTE = /^[a-z0-9-]+-to-[a-z0-9-]+$/

/** oclif's hook for a command that is not there: says which one was probably meant. */
export const commandNotFound: Hook<'command_not_found'> = ({ id, config }) => {
  const words = id.split(':')
  return Promise.reject(
    new UsageError(`there is no command "${words.join(' ')}"`, {
      code: 'USAGE_COMMAND_UNKNOWN',
      hint: hintFor(words, config.commandIDs),
    }),
  )
}

const hintFor = (words: readonly string[], ids: readonly string[]): string => {
  const [first = ''] = words
  if (ROUTE.test(first)) return `"${first}" looks like a route. Run: ml-connector sync ${first}`
  const commands = ids.map((id) => id.replaceAll(':', ' '))
  const topics = new Set(
    commands.filter((command) => command.includes(' ')).map((command) => command.split(' ')[0] ?? ''),
  )
  const meant = meantBy(words, [...commands, ...topics])
  if (meant !== null) return `Did you mean: ml-connector ${meant}`
  const inTopic = commands.filter((command) => command.startsWith(`${first} `))
  return inTopic.length > 0 ? `There are: ${inTopic.join(', ')}.` : 'Run: ml-connector --help'
}

/** Words behind the command are arguments, so shorter and shorter beginnings are tried. */
const meantBy = (words: readonly string[], known: readonly string[]): string | null => {
  for (let count = words.length; count > 0; count -= 1) {
    const typed = words.slice(0, count).join(' ')
    const found = known.includes(typed) ? null : nearest(typed, known)
    if (found !== null) return found
  }
  return null
}
