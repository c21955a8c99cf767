import { isLate } from '../app.ts'
import { bodyOf, type Call } from './call.ts'
import type { OnboardingState } from './options.ts'
import { detail, fieldErrors, json, withHeaders, type Reply } from './reply.ts'

/** `/entity/sync/`: the session that surrounds reference writes while the general ledger is being set up. */
export class SyncSession {
  #onboarding: OnboardingState
  #active = false
  #closedLate = false

  constructor(onboarding: OnboardingState) {
    this.#onboarding = onboarding
  }

  get active(): boolean {
    return this.#active
  }

  /** True when reference writes need a session that nobody has opened. */
  get missing(): boolean {
    return !this.#active && this.#onboarding !== 'finished'
  }

  /** True when a close that landed late ended the session of somebody who had opened it again. */
  get closedLate(): boolean {
    return this.#closedLate
  }

  handle(call: Call): Reply {
    const allow = { Allow: 'POST, PATCH, OPTIONS' }
    if (call.method === 'OPTIONS') return withHeaders(json(200, { name: 'Entity Sync' }), allow)
    if (call.method !== 'POST' && call.method !== 'PATCH') {
      return withHeaders(detail(405, `Method "${call.method}" not allowed.`), allow)
    }
    const read = bodyOf(call.request)
    if ('refusal' in read) return read.refusal
    const action = read.body['action']
    if (call.method === 'POST' && action === 'START') return this.#start()
    if (call.method === 'PATCH' && action === 'COMPLETE') return this.#complete(isLate(call.request))
    return fieldErrors({ action: [`"${String(action)}" is not a valid choice.`] })
  }

  #start(): Reply {
    if (this.#active) return detail(409, 'A sync session is already active.')
    if (this.#onboarding === 'finished') return detail(409, 'GL onboarding is already complete.')
    this.#active = true
    this.#closedLate = false
    return json(200, { action: 'START' }, true)
  }

  #complete(late: boolean): Reply {
    if (!this.#active) return detail(404, 'No active sync session found.')
    this.#active = false
    this.#closedLate = late
    if (this.#onboarding === 'open') this.#onboarding = 'finished'
    return json(200, { action: 'COMPLETE' }, true)
  }
}
