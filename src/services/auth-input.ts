import { createReadStream } from 'node:fs'
import type { SecretSpec } from '../contract/connector.ts'
import { UsageError } from '../errors/ml-error.ts'
import { Secret } from '../lib/secret.ts'

/** Longer than any token, certificate or key. */
const SECRET_BYTES_MAX = 65_536

/** An answer to a question: the secret itself, or the file that holds it. */
export type SecretAnswer = { readonly text: Secret } | { readonly file: string }

/** Where secrets can come from; never from an argument, which every user of the machine can read. */
export interface SecretWays {
  /** `--from-file` */
  readonly file: string | null
  /** Asks for each secret, and which of several alternatives; null where nobody can answer. */
  readonly ask: ((specs: readonly SecretSpec[]) => Promise<ReadonlyMap<string, SecretAnswer>>) | null
  /** Null when it is a terminal. */
  readonly stdin: AsyncIterable<Buffer | string> | null
}

/** The secrets a login or a rotation is about: from a file, from a person, or from stdin, in this order. */
export const readSecrets = async (
  specs: readonly SecretSpec[],
  ways: SecretWays,
): Promise<ReadonlyMap<string, Secret>> => {
  if (ways.file !== null) return oneSecret(specs, await readFileText(ways.file))
  if (ways.ask === null) return oneSecret(specs, await readText(ways.stdin ?? nothing(), 'stdin'))
  const secrets = new Map<string, Secret>()
  for (const [name, answer] of await ways.ask(specs)) {
    const text = 'file' in answer ? await readFileText(answer.file) : answer.text.reveal()
    secrets.set(name, parseSecret(text, name))
  }
  return secrets
}

/**
 * A secret as it came from a file, a pipe or a prompt, without the line ends behind it.
 * @throws UsageError `SECRET_EMPTY` or `SECRET_TOO_LONG`
 */
export const parseSecret = (text: string, name: string): Secret => {
  const value = text.replace(/^\uFEFF/, '').replace(/(?:\r?\n)+$/, '')
  if (value.trim() === '') throw refused(`the secret ${name}`, 'SECRET_EMPTY', 'is empty')
  if (Buffer.byteLength(value) > SECRET_BYTES_MAX)
    throw refused(`the secret ${name}`, 'SECRET_TOO_LONG', 'is too long to be a secret')
  if (value !== value.trim())
    throw refused(`the secret ${name}`, 'SECRET_HAS_SPACES', 'starts or ends with a space')
  return new Secret(value)
}

const nothing = (): never => {
  throw new UsageError('there is nobody to ask for the secret', {
    code: 'SECRET_NOT_GIVEN',
    hint: 'Give it by a pipe or by --from-file, or run the command in a terminal and without --json.',
  })
}

const oneSecret = (specs: readonly SecretSpec[], text: string): ReadonlyMap<string, Secret> => {
  const [spec, ...others] = specs
  if (spec && others.length === 0) return new Map([[spec.name, parseSecret(text, spec.name)]])
  throw new UsageError('it is not clear which secret this is', {
    code: 'SECRET_UNNAMED',
    hint: `Name it: --secret ${specs.map(({ name }) => name).join(' | --secret ')}.`,
  })
}

const readFileText = async (path: string): Promise<string> => {
  try {
    return await readText(createReadStream(path), path)
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw new UsageError(`the file ${path} cannot be read`, {
      code: 'SECRET_FILE_UNREADABLE',
      hint: 'Check the path and who may read it.',
      context: { path },
      cause: error,
    })
  }
}

const readText = async (chunks: AsyncIterable<Buffer | string>, from: string): Promise<string> => {
  const parts: Buffer[] = []
  let bytes = 0
  for await (const chunk of chunks) {
    const part = Buffer.from(chunk)
    bytes += part.length
    if (bytes > 2 * SECRET_BYTES_MAX) throw refused(from, 'SECRET_TOO_LONG', 'is too long to be a secret')
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}

const refused = (name: string, code: string, what: string) =>
  new UsageError(`${name} ${what}`, {
    code,
    hint: 'Copy it again from the far side; nothing was stored.',
  })
