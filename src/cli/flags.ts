import { Args, Flags } from '@oclif/core'
import { UsageError } from '../errors/ml-error.ts'
import { parseDuration } from './duration.ts'

/** `max-documents` → `ML_CONNECTOR_MAX_DOCUMENTS`: every flag has its variable. */
export const flagVariable = (flag: string): string =>
  `ML_CONNECTOR_${flag.toUpperCase().replaceAll('-', '_')}`

/** What oclif takes for a switched-on variable. */
export const isSwitchedOn = (value: string | undefined): boolean =>
  ['1', 'true', 'yes', 'y'].includes(value?.toLowerCase() ?? '')

/** Flags of every command. */
export const baseFlags = {
  json: Flags.boolean({ summary: 'Print one JSON value.', helpGroup: 'GLOBAL', env: flagVariable('json') }),
  'config-dir': Flags.string({
    summary: 'Folder of settings.json.',
    helpGroup: 'GLOBAL',
    env: flagVariable('config-dir'),
  }),
  'state-dir': Flags.string({
    summary: 'Folder of the state: trail, backlog, mappings.',
    helpGroup: 'GLOBAL',
    env: flagVariable('state-dir'),
  }),
}

/** `<route>` */
export const routeArg = Args.string({ required: true, description: 'Route, such as airbase-to-d365.' })
/** `<connection>` */
export const connectionArg = Args.string({
  required: true,
  description: 'Connection of the settings, such as airbase.',
})

/** `<table>` */
export const tableArg = Args.string({
  required: true,
  description: 'Translation table, such as account or dimension:Department.',
})

/** `--flow <name>`, repeatable. */
export const flowFlag = Flags.string({
  summary: 'Run only this flow; may be repeated.',
  multiple: true,
  delimiter: ',',
  env: flagVariable('flow'),
})

/** `--wait <duration>`, in milliseconds. */
export const waitFlag = Flags.custom<number>({
  summary: 'How long to wait while another command writes, such as 10m.',
  helpValue: '<duration>',
  env: flagVariable('wait'),
  default: 0,
  parse: (text) => Promise.resolve(parseDuration(text)),
})()

/** `--max-documents <n>` */
export const maxDocumentsFlag = Flags.integer({
  summary: 'Stop before the first write when more documents would be sent.',
  min: 1,
  env: flagVariable('max-documents'),
})

const amountsFlag = (name: string, summary: string) =>
  Flags.custom<Readonly<Record<string, string>>>({
    summary,
    helpValue: 'EUR=10000,USD=5000',
    env: flagVariable(name),
    parse: (text) => Promise.resolve(parseAmounts(name, text)),
  })()

/** `--max-total EUR=10000` */
export const maxTotalFlag = amountsFlag(
  'max-total',
  'Stop before the first write when a total would be passed.',
)
/** `--max-amount EUR=10000` */
export const maxAmountFlag = amountsFlag(
  'max-amount',
  'Stop before the first write when one document is larger.',
)

/** `--reason <text>`, for decisions that the trail keeps. */
export const reasonFlag = Flags.string({ summary: 'Why; kept in the trail.', env: flagVariable('reason') })

/** `--as <name>`, for the trail. */
export const asFlag = Flags.string({
  summary: 'Who decides; the user and the machine without it. Kept in the trail.',
  env: flagVariable('as'),
})

/** `--table <name>` */
export const tableFlag = Flags.string({
  summary: 'Only this translation table.',
  helpValue: '<table>',
  env: flagVariable('table'),
})

/** `--output <file>` */
export const outputFlag = Flags.string({
  summary: 'Write into this file, readable by you alone.',
  helpValue: '<file>',
  env: flagVariable('output'),
})

/** `--refresh` */
export const refreshFlag = Flags.boolean({
  summary: "Read the ledger's reference data anew.",
  default: false,
  env: flagVariable('refresh'),
})

/** `--provider keychain|vault` */
export const providerFlag = Flags.string({
  summary: 'Where to store; the first provider that can, without it.',
  options: ['keychain', 'vault'],
  env: flagVariable('provider'),
})

/** `--secret <name>`; its variable says `NAME`, so that nobody puts a secret there. */
export const secretFlag = Flags.string({
  summary: 'Name of the only secret that this is about.',
  helpValue: '<name>',
  env: flagVariable('secret-name'),
})

/** `--from-file <path>` */
export const fromFileFlag = Flags.string({
  summary: 'Read the secret from this file.',
  env: flagVariable('from-file'),
})

/** `--expires-on <date>` */
export const expiresOnFlag = Flags.string({
  summary: 'Day on which the far side stops taking it, such as 2027-01-31.',
  env: flagVariable('expires-on'),
})

const AMOUNT = /^([A-Za-z]{3})=(\d{1,15}(?:\.\d{1,6})?)$/

const parseAmounts = (flag: string, text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    text.split(',').map((part) => {
      const [, currency, amount] = AMOUNT.exec(part.trim()) ?? []
      if (currency !== undefined && amount !== undefined) return [currency.toUpperCase(), amount]
      throw new UsageError(`--${flag}: "${part}" is not an amount with its currency`, {
        code: 'USAGE_AMOUNT',
        hint: 'Write a currency, an equals sign and a decimal: EUR=10000 or EUR=10000,USD=5000.50.',
      })
    }),
  )
