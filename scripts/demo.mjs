// `npm run demo`: the whole job on this machine, from credentials to a booked payment, against simulated vendors.
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureBuilt, ensureInstalled } from './ensure.mjs'

ensureInstalled()
ensureBuilt()
const startedAt = Date.now()
const folder = mkdtempSync(join(tmpdir(), 'ml-connector-demo-'))
const env = { ...process.env, ML_CONNECTOR_CONFIG_DIR: folder, ML_CONNECTOR_STATE_DIR: join(folder, 'state') }
let sandbox = null

const say = (text) => console.log(`\n${process.stdout.isTTY ? `\x1b[1m${text}\x1b[0m` : `== ${text}`}`)

/** Runs one command as a person would type it; `expected` are the exit codes that are no surprise. */
const ml = (args, { input, expected = [0], json = false } = {}) => {
  if (!json) console.log(`$ ${input ? `printf *** | ` : ''}ml-connector ${args.join(' ').replaceAll(folder, '<folder>')}`)
  const result = spawnSync(process.execPath, ['bin/run.js', ...args, ...(json ? ['--json'] : [])], {
    env,
    input: input ?? '',
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
    stdio: ['pipe', json ? 'pipe' : 'inherit', 'inherit'],
  })
  if (!expected.includes(result.status)) throw new Error(`ml-connector ${args.join(' ')} ended with exit code ${result.status}`)
  return json ? JSON.parse(result.stdout) : result.status
}

const startSandbox = () =>
  new Promise((resolve, reject) => {
    sandbox = spawn(process.execPath, ['bin/run.js', 'sandbox', '--folder', folder, '--seed', '7', '--json'], {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let text = ''
    sandbox.stdout.on('data', (chunk) => {
      text += chunk
      if (text.trimEnd().endsWith('}')) resolve(JSON.parse(text))
    })
    sandbox.once('exit', (code) => reject(new Error(`the sandbox ended with exit code ${code}`)))
  })

const post = async (url) => (await fetch(url, { method: 'POST' })).json()

const demo = async () => {
  say('1. Two simulated vendors on loopback, with generated data')
  const { d365, airbase, control, files } = await startSandbox()
  console.log(`D365 ${d365}, Airbase ${airbase}`)

  say('2. Credentials go into the encrypted vault or the keychain, never into a file in the clear')
  ml(['auth', 'login', 'd365', '--secret', 'client-secret'], { input: 'sandbox-client-secret' })
  ml(['auth', 'login', 'airbase', '--secret', 'token'], { input: 'sandbox-airbase-token' })

  say('3. Translation tables: category to account, tag to dimension, employee to vendor')
  for (const [route, file] of Object.entries(files.mapping)) ml(['mapping', 'import', route, file])
  ml(['mapping', 'check', 'airbase-to-d365'], { expected: [0, 3] })

  say('4. What would happen? A dry run writes nothing anywhere')
  ml(['dry-run', 'airbase-to-d365'], { expected: [0, 3] })

  say('5. Reference data to Airbase, then approved spend to D365')
  ml(['sync', 'd365-to-airbase'], { expected: [0, 3] })
  ml(['sync', 'airbase-to-d365'], { expected: [0, 3] })

  say('6. Finance posts in D365; the payments follow their invoices')
  const booked = await post(`${control}/d365/book`)
  console.log(`The people in D365 posted ${booked.booked.length} journals and invoices.`)
  ml(['sync', 'airbase-to-d365'], { expected: [0, 3] })
  await post(`${control}/d365/book`)
  ml(['sync', 'airbase-to-d365'], { expected: [0, 3] })

  say('7. Once more: nothing is written twice')
  ml(['sync', 'airbase-to-d365'], { expected: [0, 3] })

  say('8. One document, from the source record to its voucher')
  const books = await (await fetch(`${control}/d365/books`)).json()
  const shown = books.find((entry) => entry.form === 'invoice-journal' && entry.lines.length > 2)
  ml(['audit', 'show', shown.documentNumber])
  ml(['audit', 'verify'])

  const traces = books.map((entry) => entry.documentNumber)
  const violations = await Promise.all(['d365', 'airbase'].map(async (name) => (await fetch(`${control}/${name}/violations`)).json()))
  say(
    `Done in ${((Date.now() - startedAt) / 1000).toFixed(1)} s: ${traces.length} documents in the books, ` +
      `${traces.length - new Set(traces).size} doubled, ${violations.flat().length} breaches of a vendor's contract.`,
  )
}

try {
  await demo()
} finally {
  sandbox?.removeAllListeners('exit')
  sandbox?.kill('SIGTERM')
  rmSync(folder, { recursive: true, force: true })
}
