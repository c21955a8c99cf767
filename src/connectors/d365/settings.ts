import { z } from 'zod'
import type { SecretSpec } from '../../contract/connector.ts'

/** The journal forms; a pending invoice needs no journal name. */
export type JournalForm = 'invoice-journal' | 'general-journal' | 'payment-journal'

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

/** True for an address of this machine, where plain http is allowed. */
export const isLoopback = (url: string): boolean => LOOPBACK.has(new URL(url).hostname)

/**
 * An origin in lower case, without path and slash: a token for any other spelling is refused (contract 1.1).
 */
const origin = (what: string, example: string) =>
  z.string().transform((text, context) => {
    const fail = (message: string) => {
      context.addIssue({ code: 'custom', message: `${what}: ${message}, for example ${example}` })
      return z.NEVER
    }
    if (!URL.canParse(text)) return fail(`"${text}" is not an address`)
    const url = new URL(text)
    if (url.protocol !== 'https:' && !(url.protocol === 'http:' && LOOPBACK.has(url.hostname))) {
      return fail(`"${text}" must begin with https://`)
    }
    if (url.pathname !== '/' || url.search !== '' || url.hash !== '' || url.username !== '') {
      return fail(`"${text}" must end after the host`)
    }
    return url.origin.toLowerCase()
  })

const tenant = z
  .string()
  .trim()
  .toLowerCase()
  .regex(
    /^[a-z0-9][a-z0-9.-]*$/,
    'tenant: the GUID or the domain of the directory, for example contoso.onmicrosoft.com',
  )
  .refine((text) => !['common', 'organizations', 'consumers'].includes(text), {
    error:
      'tenant: D365 refuses tokens of "common" and "organizations"; name the GUID or domain of the directory',
  })

const namesByFlow = z.record(
  z
    .string()
    .regex(
      /^[^@]+(@[^@]+)?$/,
      'journalNames: write "*", "<flow>", "<flow>@<legal entity>" or "*@<legal entity>"',
    ),
  z.string().trim().min(1).max(10, 'journalNames: the name of a journal has at most 10 characters'),
)

/** Every setting of a D365 connection. */
export const settingsSchema = z.strictObject({
  baseUrl: origin('baseUrl', 'https://contoso.operations.dynamics.com').describe(
    'Address of the environment, as in the browser.',
  ),
  tenant: tenant.describe('Directory (tenant) of the environment: GUID or domain.'),
  clientId: z
    .guid('clientId: the GUID of the app registration')
    .describe('Application (client) id, also registered inside D365 under Microsoft Entra ID applications.'),
  authority: origin('authority', 'https://login.microsoftonline.com')
    .default('https://login.microsoftonline.com')
    .describe('Where tokens come from; national clouds have their own.'),
  tokenVersion: z.enum(['v2', 'v1']).default('v2').describe('Token endpoint; v1 only where v2 is blocked.'),
  journalNames: z
    .strictObject({
      'invoice-journal': namesByFlow.default({}),
      'general-journal': namesByFlow.default({}),
      'payment-journal': namesByFlow.default({}),
    })
    .default({ 'invoice-journal': {}, 'general-journal': {}, 'payment-journal': {} })
    .describe(
      'Journal name per form: "*" for all flows, "<flow>", "<flow>@<legal entity>" or "*@<legal entity>".',
    ),
  approvalHold: z
    .boolean()
    .default(true)
    .describe('Pending invoices are created on hold and released by the last write.'),
  linesPerJournal: z.number().int().min(2).max(5000).default(500).describe('Most lines of one journal.'),
  pageSize: z
    .number()
    .int()
    .min(1)
    .max(10_000)
    .optional()
    .describe('Rows per page of reference data; without it D365 decides (up to 10,000).'),
})

export type D365Settings = z.output<typeof settingsSchema>

/** One of these is enough. */
export const secretSpecs: readonly SecretSpec[] = [
  {
    name: 'client-secret',
    title: 'Client secret of the app registration (its value, not its id)',
    oneOf: 'login',
  },
  {
    name: 'certificate',
    title: 'Certificate of the app registration as PEM, with its private key',
    oneOf: 'login',
    multiline: true,
  },
]

/** The journal name for a flow in a company: the most particular entry counts; null when there is none. */
export const journalNameFor = (
  settings: D365Settings,
  form: JournalForm,
  flow: string,
  legalEntity: string,
): string | null => {
  const names = new Map(
    Object.entries(settings.journalNames[form]).map(([key, name]) => [key.toLowerCase(), name]),
  )
  const company = legalEntity.toLowerCase()
  const keys = [`${flow}@${company}`, flow, `*@${company}`, '*']
  return keys.map((key) => names.get(key.toLowerCase())).find((name) => name !== undefined) ?? null
}
