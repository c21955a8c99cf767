import {
  connector,
  type Connection,
  type ConnectionParts,
  type ProbeResult,
} from '../../contract/connector.ts'
import type { DocumentWriter } from '../../contract/target.ts'
import { CredentialError, UsageError } from '../../errors/ml-error.ts'
import { createApi, type D365Api } from './api.ts'
import { withAccountingDate } from './booked/accounting-date.ts'
import { createFormatCache } from './formats.ts'
import { invoiceJournalWriter } from './invoices/invoice-journal.ts'
import { GENERAL_JOURNAL, INVOICE_JOURNAL, PAYMENT_JOURNAL, type JournalFamily } from './journal/family.ts'
import { generalJournalWriter } from './journal/general-journal.ts'
import type { AfterLine, JournalKit } from './journal/kit.ts'
import { paymentJournalWriter } from './payments/payment-journal.ts'
import { settleMarkedInvoice } from './payments/settlement.ts'
import { pendingInvoiceWriter } from './pending/pending-invoice.ts'
import { createReferenceReader } from './reference.ts'
import { secretSpecs, settingsSchema, type D365Settings } from './settings.ts'
import { createSources } from './sources.ts'
import { createTokenSource } from './token.ts'
import { textOf } from './wire.ts'

/** Microsoft Dynamics 365 Finance & Operations over its OData service. */
export const d365 = connector<D365Settings>({
  name: 'd365',
  title: 'Microsoft Dynamics 365 Finance & Operations',
  settings: settingsSchema,
  secrets: secretSpecs,
  abilities: { spend: null, takes: {}, ledger: true },
  // Microsoft advises parallel single requests and throttles by its own load: start low, rise slowly
  // (contract 5).
  gate: { concurrencyStart: 4, concurrencyMax: 10 },
  settleAfterMs: 600_000,
  farSide: (settings) => ({ host: new URL(settings.baseUrl).host, tenant: settings.tenant }),
  open: (parts) => open(parts),
})

const open = (parts: ConnectionParts<D365Settings>): Connection => {
  const { settings, http, random, clock, name } = parts
  const api = createApi({
    connection: name,
    baseUrl: settings.baseUrl,
    http,
    tokens: createTokenSource(parts),
    random,
  })
  const formats = createFormatCache(api, clock)
  const kit = (family: JournalFamily, afterLine: AfterLine | null = null): JournalKit => ({
    connection: name,
    api,
    family,
    formats,
    afterLine,
  })
  const writers = [
    pendingInvoiceWriter(kit(INVOICE_JOURNAL), settings),
    invoiceJournalWriter(kit(INVOICE_JOURNAL), settings),
    generalJournalWriter(kit(GENERAL_JOURNAL), settings),
    paymentJournalWriter(kit(PAYMENT_JOURNAL, settleMarkedInvoice(api)), settings),
  ].map((writer) => withAccountingDate(api, writer))
  return {
    probe: () => probe(api, parts),
    sources: createSources(api, settings.pageSize),
    writers: new Map(writers.map((writer): [string, DocumentWriter] => [writer.form, writer])),
    reference: createReferenceReader(api, settings.pageSize),
    aroundWrites: null,
    farNow: () => http.farNow(),
  }
}

/**
 * Reads the companies: proves the token, the registration inside D365 and the mapped user's rights at once.
 */
const probe = async (api: D365Api, { settings }: ConnectionParts<D365Settings>): Promise<ProbeResult> => {
  const facts = { host: new URL(settings.baseUrl).host, tenant: settings.tenant, clientId: settings.clientId }
  try {
    const rows = await api.rows('Ledgers', { filter: null, select: ['LegalEntityId'] })
    const companies = rows.map((row) => textOf(row, 'LegalEntityId').toLowerCase()).toSorted()
    const ok = companies.length > 0
    return {
      ok,
      message: ok
        ? `D365 answers; it shows ${companies.length} companies.`
        : 'D365 answers, but shows no company.',
      hint: ok ? null : 'Give the user of the app a role that may read ledgers.',
      facts: { ...facts, companies: companies.slice(0, 50).join(', ') },
    }
  } catch (error) {
    if (!(error instanceof CredentialError) && !(error instanceof UsageError)) throw error
    return {
      ok: false,
      message: error.message,
      hint: error.hint ?? null,
      facts: { ...facts, code: error.code },
    }
  }
}
