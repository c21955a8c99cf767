import { UsageError } from '../errors/ml-error.ts'
import { Secret } from '../lib/secret.ts'
import type { Terminal } from './terminal.ts'

/** Questions to a person. Each refuses with a `UsageError` where nobody can answer. */
export interface Prompt {
  /** Hidden input. */
  secret(question: string): Promise<Secret>
  text(question: string): Promise<string>
  choose<Value extends string>(question: string, choices: readonly Choice<Value>[]): Promise<Value>
  confirm(question: string): Promise<boolean>
}

export interface Choice<Value extends string> {
  readonly name: string
  readonly value: Value
}

/** Asks on stderr, so that stdout stays clean; `instead` says what to do where nobody can be asked. */
export const createPrompt = (terminal: Terminal, instead: string): Prompt => {
  const load = async () => {
    if (!terminal.asks) throw nobodyToAsk(instead)
    return import('@inquirer/prompts')
  }
  const context = { output: process.stderr }
  return {
    secret: async (message) => new Secret(await (await load()).password({ message, mask: '•' }, context)),
    text: async (message) => (await load()).input({ message }, context),
    choose: async (message, choices) => (await load()).select({ message, choices: [...choices] }, context),
    confirm: async (message) => (await load()).confirm({ message, default: true }, context),
  }
}

/** The passphrase of the vault, typed twice for a new one. */
export const askPassphrase = async (prompt: Prompt, purpose: 'open' | 'create'): Promise<Secret> => {
  if (purpose === 'open') return prompt.secret('Passphrase of the vault')
  const first = await prompt.secret('Passphrase for the new vault')
  const second = await prompt.secret('The same once more')
  if (first.reveal() === second.reveal()) return first
  throw new UsageError('the two passphrases differ', {
    code: 'PASSPHRASE_DIFFERS',
    hint: 'Run the command again.',
  })
}

const nobodyToAsk = (hint: string) =>
  new UsageError('there is no terminal to ask in', { code: 'USAGE_NO_TERMINAL', hint })
