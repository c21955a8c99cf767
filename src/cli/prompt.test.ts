import { describe, expect, test } from 'vitest'
import { Secret } from '../lib/secret.ts'
import { askSecrets } from './ask-secrets.ts'
import { askPassphrase, createPrompt, type Prompt } from './prompt.ts'

/** Answers in order, and keeps the questions. */
const scripted = (...answers: string[]) => {
  const questions: string[] = []
  const next = (question: string) => {
    questions.push(question)
    return Promise.resolve(answers.shift() ?? '')
  }
  const prompt: Prompt = {
    secret: async (question) => new Secret(await next(question)),
    text: next,
    choose: async (question, choices) => {
      const name = await next(question)
      return (
        choices.find(({ value }) => value === name)?.value ?? Promise.reject(new Error(`no choice ${name}`))
      )
    },
    confirm: async (question) => (await next(question)) === 'yes',
  }
  return { prompt, questions }
}

describe('prompts', () => {
  test('refuse where nobody can answer, with what to do instead', async () => {
    const terminal = { json: true, drawsTables: false, spins: false, asks: false, colour: false, width: 80 }
    await expect(createPrompt(terminal, 'Use --from-file.').secret('Token?')).rejects.toMatchObject({
      code: 'USAGE_NO_TERMINAL',
      hint: 'Use --from-file.',
      exitCode: 2,
    })
  })

  test('ask for a passphrase once to open and twice to create', async () => {
    expect((await askPassphrase(scripted('a').prompt, 'open')).reveal()).toBe('a')
    expect((await askPassphrase(scripted('a', 'a').prompt, 'create')).reveal()).toBe('a')
    await expect(askPassphrase(scripted('a', 'b').prompt, 'create')).rejects.toMatchObject({
      code: 'PASSPHRASE_DIFFERS',
    })
  })

  test('ask for each secret, for one of several alternatives, and for the file of a long one', async () => {
    const { prompt, questions } = scripted('me', 'certificate', '/etc/cert.pem')
    const answers = await askSecrets(prompt)([
      { name: 'user', title: 'User' },
      { name: 'client-secret', title: 'Client secret', oneOf: 'proof' },
      { name: 'certificate', title: 'Certificate', oneOf: 'proof', multiline: true },
    ])
    expect(questions).toEqual(['User', 'Which of these do you have?', 'Certificate, path of the file'])
    expect([...answers.keys()]).toEqual(['user', 'certificate'])
    expect(answers.get('certificate')).toEqual({ file: '/etc/cert.pem' })
  })
})
