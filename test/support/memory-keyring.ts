import type { Keyring } from '../../src/credentials/keychain.ts'

/** A keychain in memory, with the native module's own words for what can go wrong. */
export const memoryKeyring = (
  failure: string | null = null,
): Keyring & { readonly items: Map<string, string> } => {
  const items = new Map<string, string>()
  const id = (service: string, account: string) => `${service} ${account}`
  const answer = <Value>(value: () => Value): Promise<Value> =>
    failure === null ? Promise.resolve(value()) : Promise.reject(new Error(failure))
  return {
    items,
    get: (service, account) => answer(() => items.get(id(service, account)) ?? null),
    set: (service, account, value) => answer(() => void items.set(id(service, account), value)),
    delete: (service, account) => answer(() => items.delete(id(service, account))),
    list: (service) =>
      answer(() =>
        [...items]
          .filter(([key]) => key.startsWith(`${service} `))
          .map(([key, password]) => ({ account: key.slice(service.length + 1), password })),
      ),
  }
}
