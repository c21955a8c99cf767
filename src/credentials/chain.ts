import type { Availability, CredentialProvider, CredentialToStore } from '../contract/credential-provider.ts'
import { CredentialError } from '../errors/ml-error.ts'
import { credentialMissing, nowhereToStore, providerUnavailable, unknownProvider } from './chain-errors.ts'
import type {
  ChangeOutcome,
  CredentialChain,
  FoundCredential,
  ListedCredential,
  ProviderStatus,
  SkippedProvider,
  StoreOutcome,
} from './chain-types.ts'

type Purpose = 'read' | 'write'

export interface ChainOptions {
  /** Called once per secret that comes from the environment. */
  readonly warn: (message: string) => void
}

/** Builds the chain. Each provider is asked once for each purpose whether it is available. */
export const createCredentialChain = (
  providers: readonly CredentialProvider[],
  options: ChainOptions,
): CredentialChain => new Chain(providers, options)

class Chain implements CredentialChain {
  readonly #providers: readonly CredentialProvider[]
  readonly #options: ChainOptions
  readonly #answers = new Map<string, Promise<Availability>>()
  readonly #warned = new Set<string>()

  constructor(providers: readonly CredentialProvider[], options: ChainOptions) {
    this.#providers = providers
    this.#options = options
  }

  async get(connection: string, name: string): Promise<FoundCredential | null> {
    for (const provider of this.#providers) {
      const secret = await this.#try(provider, () => provider.get(connection, name), null)
      if (secret === null) continue
      this.#warnOf(provider, connection, name)
      return { secret, provider: provider.name }
    }
    await this.#throwBroken()
    return null
  }

  async require(connection: string, name: string): Promise<FoundCredential> {
    const found = await this.get(connection, name)
    if (found) return found
    throw credentialMissing(connection, name, await this.#skipped('read'))
  }

  async set(credential: CredentialToStore, wanted?: string): Promise<StoreOutcome> {
    const target = wanted === undefined ? await this.#firstWritable() : await this.#named(wanted)
    await target.set(credential)
    return {
      provider: target.name,
      ...(await this.#removeCopies(credential.connection, credential.name, target)),
    }
  }

  async delete(connection: string, name: string): Promise<ChangeOutcome> {
    return this.#removeCopies(connection, name, null)
  }

  async list(): Promise<readonly ListedCredential[]> {
    const seen = new Set<string>()
    const listed: ListedCredential[] = []
    for (const provider of this.#providers) {
      for (const stored of await this.#try(provider, () => provider.list(), [])) {
        const id = `${stored.connection}/${stored.name}`
        listed.push({ ...stored, provider: provider.name, used: !seen.has(id) })
        seen.add(id)
      }
    }
    return listed
  }

  async status(): Promise<readonly ProviderStatus[]> {
    return Promise.all(
      this.#providers.map(async (provider) => {
        const { name, writable } = provider
        const answer = await this.#available(provider, writable ? 'write' : 'read')
        return { name, writable, live: answer.ok, why: answer.ok ? null : answer.why }
      }),
    )
  }

  /** What `work` finds, or `otherwise` when the provider cannot be used; then it is not asked again. */
  async #try<Found>(
    provider: CredentialProvider,
    work: () => Promise<Found>,
    otherwise: Found,
  ): Promise<Found> {
    if (!(await this.#available(provider, 'read')).ok) return otherwise
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof CredentialError)) throw error
      this.#answers.set(`${provider.name} read`, Promise.resolve({ ok: false, why: error.message, error }))
      return otherwise
    }
  }

  #available(provider: CredentialProvider, purpose: Purpose): Promise<Availability> {
    const key = `${provider.name} ${purpose}`
    const answer = this.#answers.get(key) ?? provider.available(purpose)
    this.#answers.set(key, answer)
    return answer
  }

  async #throwBroken(): Promise<void> {
    for (const provider of this.#providers) {
      const answer = await this.#available(provider, 'read')
      if (!answer.ok && answer.error) throw answer.error
    }
  }

  async #skipped(purpose: Purpose): Promise<readonly SkippedProvider[]> {
    const answers = await Promise.all(this.#providers.map((provider) => this.#available(provider, purpose)))
    return this.#providers.flatMap(({ name }, index) => {
      const answer = answers[index]
      return answer === undefined || answer.ok ? [] : [{ name, why: answer.why }]
    })
  }

  async #firstWritable(): Promise<CredentialProvider> {
    for (const provider of this.#providers) {
      if (provider.writable && (await this.#available(provider, 'write')).ok) return provider
    }
    throw nowhereToStore(await this.#skipped('write'))
  }

  async #named(name: string): Promise<CredentialProvider> {
    const provider = this.#providers.find((each) => each.name === name)
    if (!provider) throw unknownProvider(name, this.#providers)
    const answer = await this.#available(provider, 'write')
    if (answer.ok || !provider.writable) return provider
    throw answer.error ?? providerUnavailable(name, answer.why)
  }

  async #removeCopies(
    connection: string,
    name: string,
    keep: CredentialProvider | null,
  ): Promise<ChangeOutcome> {
    const others = this.#providers.filter((provider) => provider.writable && provider !== keep)
    const removedFrom: string[] = []
    for (const provider of others) {
      const removed = await this.#try(provider, () => provider.delete(connection, name), false)
      if (removed) removedFrom.push(provider.name)
    }
    const names = others.map((provider) => provider.name)
    return {
      removedFrom,
      notAsked: (await this.#skipped('read')).filter((each) => names.includes(each.name)),
    }
  }

  #warnOf(provider: CredentialProvider, connection: string, name: string): void {
    const id = `${connection}/${name}`
    if (provider.name !== 'environment' || this.#warned.has(id)) return
    this.#warned.add(id)
    this.#options.warn(`the secret ${id} comes from an environment variable, which other programs may see`)
  }
}
