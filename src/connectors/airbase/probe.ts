import type { ConnectionParts, ProbeResult } from '../../contract/connector.ts'
import type { HttpResponse } from '../../http/client.ts'
import type { AirbaseApi } from './api.ts'
import type { Call } from './calls.ts'
import { isHtml, readFailure } from './failure.ts'
import type { AirbaseSettings, Scheme } from './settings.ts'

const OTHER = { Token: 'Bearer', Bearer: 'Token' } as const satisfies Record<Scheme, Scheme>

/**
 * Asks for one ledger entry; after a 401 it tries the other scheme word and says which of them works. Safe.
 */
export const probe = async (
  api: AirbaseApi,
  { settings }: Pick<ConnectionParts<AirbaseSettings>, 'settings'>,
): Promise<ProbeResult> => {
  const { contract, scheme } = settings
  const query = { [contract.paging.pageParam]: '1', [contract.paging.sizeParam]: '1' }
  const call: Call = { method: 'GET', path: contract.paths.ledgerEntries, query, effect: 'safe' }
  const response = await api.calls.sendAs(scheme, call)
  const facts = factsOf(settings, api, response)
  if (isGood(response))
    return { ok: true, message: `Airbase accepts the token with the scheme "${scheme}".`, hint: null, facts }
  if (response.status !== 401) return refused(response, facts)
  const other = OTHER[scheme]
  if (!isGood(await api.calls.sendAs(other, call))) {
    const message = `Airbase refuses the token (401), as "${scheme}" and as "${other}": ${reasonOf(response)}`
    return {
      ok: false,
      message,
      hint: 'Generate a new token in the Airbase portal and store it with «auth rotate».',
      facts,
    }
  }
  return {
    ok: false,
    message: `The token works with the scheme "${other}", but the settings say "${scheme}".`,
    hint: `Set \`scheme: "${other}"\` for this connection.`,
    facts: { ...factsOf(settings, api, response), workingScheme: other },
  }
}

const isGood = ({ status, text, headers }: HttpResponse): boolean =>
  status >= 200 && status < 300 && !isHtml(text, headers['content-type'])

const reasonOf = (response: HttpResponse): string =>
  readFailure(response.text, response.headers['content-type']).message

const refused = (response: HttpResponse, facts: ProbeResult['facts']): ProbeResult => ({
  ok: false,
  message: `Airbase answered ${response.status}: ${reasonOf(response)}`,
  hint:
    response.status === 403
      ? 'The token is known but lacks rights: let an admin generate it in the Airbase portal.'
      : 'Check the base address, and prefix and paths under `contract`, in the settings.',
  facts,
})

const factsOf = (
  settings: AirbaseSettings,
  api: AirbaseApi,
  { headers }: HttpResponse,
): ProbeResult['facts'] => {
  const names = settings.contract.headers
  const facts = {
    host: new URL(settings.baseUrl).host,
    scheme: settings.scheme,
    tokenId: api.calls.seen.tokenId,
    release: api.calls.seen.release,
    rateLimit: headers[names.rateLimit.toLowerCase()],
    rateRemaining: headers[names.rateRemaining.toLowerCase()],
  }
  return Object.fromEntries(
    Object.entries(facts).filter((fact): fact is [string, string] => typeof fact[1] === 'string'),
  )
}
