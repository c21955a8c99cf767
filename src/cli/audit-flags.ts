import { Args, Flags } from '@oclif/core'
import { flagVariable } from './flags.ts'

/** `<id>` of a document. */
export const documentArg = Args.string({
  required: true,
  description: 'Id of the document, or its first 6 characters or more.',
  ignoreStdin: true,
})

/** `--route <name>`, where it only narrows down. */
export const onlyRouteFlag = Flags.string({
  summary: 'Only this route.',
  helpValue: '<route>',
  env: flagVariable('route'),
})

/** `--as-user <name>`, for the trail. */
export const asUserFlag = Flags.string({
  summary: 'Who decides; the user and the machine without it. Kept in the trail.',
  helpValue: '<name>',
  env: flagVariable('as-user'),
})

/** `--dry-run` */
export const dryRunFlag = Flags.boolean({
  summary: 'Show what would become of them, and write nothing anywhere.',
  env: flagVariable('dry-run'),
})
