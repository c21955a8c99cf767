import type { SecretAnswer, SecretWays } from '../services/auth-input.ts'
import type { Prompt } from './prompt.ts'

type Ask = Exclude<SecretWays['ask'], null>
type Spec = Parameters<Ask>[0][number]

/** Asks for each secret with hidden input; of alternatives, which one; of long ones, for their file. */
export const askSecrets =
  (prompt: Prompt): Ask =>
  async (specs) => {
    const answers = new Map<string, SecretAnswer>()
    for (const group of groups(specs)) {
      const spec = await choose(prompt, group)
      if (spec) answers.set(spec.name, await answer(prompt, spec))
    }
    return answers
  }

const answer = async (prompt: Prompt, spec: Spec): Promise<SecretAnswer> =>
  spec.multiline
    ? { file: await prompt.text(`${spec.title}, path of the file`) }
    : { text: await prompt.secret(spec.title) }

const choose = async (prompt: Prompt, group: readonly Spec[]): Promise<Spec | undefined> => {
  if (group.length === 1) return group[0]
  const choices = group.map(({ title, name }) => ({ name: title, value: name }))
  const chosen = await prompt.choose('Which of these do you have?', choices)
  return group.find(({ name }) => name === chosen)
}

/** Alternatives together, in the order of the connector. */
const groups = (specs: readonly Spec[]): readonly (readonly Spec[])[] => {
  const found = new Map<string, Spec[]>()
  for (const spec of specs) {
    const key = spec.oneOf === undefined ? `secret ${spec.name}` : `one of ${spec.oneOf}`
    found.set(key, [...(found.get(key) ?? []), spec])
  }
  return [...found.values()]
}
