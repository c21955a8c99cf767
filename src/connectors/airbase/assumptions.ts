import { z } from 'zod'

/** A path below the prefix; every path of this API ends in a slash (seen). */
const path = z.string().regex(/^\/([^?#]*\/)?$/, 'a path begins and ends with a slash')
const itemPath = path.regex(/\{id\}/, 'the path of one object holds {id}')
const field = z.string().min(1)
/** `data`, or `pagination.next` for a field inside an object. */
const fieldPath = z.string().regex(/^[^.]+(\.[^.]+)*$/)
const count = z.int().positive()

/** Main-account types of D365 → account types of Airbase. Inferred: Airbase's vocabulary is not public. */
const ACCOUNT_TYPES = {
  Expense: 'Expense',
  Revenue: 'Revenue',
  Asset: 'Asset',
  Liability: 'Liability',
  Equity: 'Equity',
  ProfitAndLoss: 'Expense',
  BalanceSheet: 'Asset',
} as const

/** Method and path of the accounting surface. Reconstructed from a public client; GET of tags is inferred. */
const paths = z
  .strictObject({
    ledgerEntries: path.default('/ledger_entries/'),
    ledgerEntry: itemPath.default('/ledger_entries/{id}/'),
    vendors: path.default('/vendors/'),
    vendor: itemPath.default('/vendors/{id}/'),
    vendorsBulk: path.default('/vendors/bulk_upsert/'),
    accounts: path.default('/accounts/'),
    account: itemPath.default('/accounts/{id}/'),
    accountsBulk: path.default('/accounts/bulk_upsert/'),
    tags: path.default('/tags/'),
    tag: itemPath.default('/tags/{id}/'),
    tagsBulk: path.default('/tags/bulk_upsert/'),
    subsidiaries: path.default('/subsidiaries/'),
    entitySync: path.default('/entity/sync/'),
  })
  .prefault({})

/** Lists. Seen: `page`, `page_size` = 250, `data`, `next` inside `pagination`; the bounds are ours. */
const paging = z
  .strictObject({
    pageParam: field.default('page'),
    sizeParam: field.default('page_size'),
    size: count.max(1000).default(250),
    itemsPath: fieldPath.default('data'),
    nextPath: fieldPath.default('pagination.next'),
    sizePath: fieldPath.default('pagination.page_size'),
    /** A list of more pages than this does not end. */
    pagesMax: count.default(20_000),
    /** How often a list that moves while it is read is read again. */
    rereadsMax: z.int().nonnegative().default(1),
  })
  .prefault({})

/** Fields of an acknowledgement. Seen: status and message; inferred: the others. Null leaves a field out. */
const acknowledgement = z
  .strictObject({
    status: field.default('status'),
    reference: field.nullable().default('erp_reference_id'),
    url: field.nullable().default('erp_url'),
    message: field.nullable().default('error_message'),
    /** Characters of a reported message; the limit of the vendor is not known. */
    messageMax: count.default(500),
  })
  .prefault({})

/** Everything about Airbase's accounting API that no public document confirms; each item can be set. */
export const contractSchema = z
  .strictObject({
    prefix: z
      .string()
      .regex(/^(\/[^/?#]+)*$/, 'a prefix begins with a slash and ends without one')
      .default('/v1/accounting'),
    auth: z.strictObject({ header: field.default('Authorization') }).prefault({}),
    headers: z
      .strictObject({
        tokenId: field.default('X-Airbase-Auth-Token-Id'),
        release: field.default('X-Airbase-Release-Version'),
        requestId: field.default('X-Request-Id'),
        rateLimit: field.default('X-Ratelimit-Limit'),
        rateRemaining: field.default('X-Ratelimit-Remaining'),
      })
      .prefault({}),
    /** How long the quota of those headers lasts; not stated anywhere. */
    rateWindowSeconds: count.max(86_400).default(60),
    paths,
    paging,
    /** Only the first two words were seen; whatever is not `ready` has not cleared its approval. */
    status: z
      .strictObject({ ready: field.default('sync_ready'), done: field.default('sync_complete') })
      .prefault({}),
    ack: acknowledgement,
    /**
     * What an entry's date is. Seen without a zone, so it is a day as written; `moments` takes one that carries a zone
     * as a moment, whose day is that of the legal entity (`timeZones` of the route).
     */
    dates: z.enum(['as-written', 'moments']).default('as-written'),
    /** Which line of a load or an unload carries the amount: the account that receives it, or the one that gives it. Inferred. */
    transferAmountOn: z.enum(['receiver', 'giver']).default('receiver'),
    /** Shape rules decide before the `type` word does; true lets the `kinds` of the settings decide first. */
    typeFirst: z.boolean().default(false),
    /** Words of `type` where an invoice number is missing. Inferred: only their lengths were seen. */
    words: z
      .strictObject({
        bill: z.array(z.string()).default(['bill']),
        reimbursement: z.array(z.string()).default(['reimbursement']),
      })
      .prefault({}),
    accountTypeMap: z
      .record(z.string(), z.string())
      .default({})
      .transform((own): Readonly<Record<string, string>> => ({ ...ACCOUNT_TYPES, ...own })),
    tag: z.strictObject({ typeLabelField: field.default('type_label') }).prefault({}),
    /**
     * Flag that deactivates. Seen on vendors that are read; inferred where it is written. Null sends none.
     */
    activeField: field.nullable().default('is_active'),
    /** False writes one object per request. Seen: 100 entities. */
    bulk: z
      .strictObject({ enabled: z.boolean().default(true), maxSize: count.max(100).default(100) })
      .prefault({}),
    /** The session around reference writes; only needed until the general ledger is set up. */
    entitySync: z
      .strictObject({
        enabled: z.boolean().default(true),
        /** What a 404 on completing must say to count as «nothing to complete». */
        nothingActive: z.string().default('No active sync session found.'),
      })
      .prefault({}),
    /** Deep link of an entry with `{id}`, for people; the address scheme of the portal is not public. */
    entryLink: z.string().includes('{id}').nullable().default(null),
  })
  .prefault({})

/** The contract as this connection takes it: the defaults with what the settings correct. */
export type AirbaseContract = z.output<typeof contractSchema>
