// Writes docs/commands.md and docs/errors.md from the program itself; with --check, fails when they are stale.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import ts from 'typescript'
import { ensureBuilt, ensureInstalled } from './ensure.mjs'

ensureInstalled()
ensureBuilt()
const check = process.argv.includes('--check')
const BIN = 'ml-connector'

const fill = (text, id) => (text ?? '').replaceAll('<%= config.bin %>', BIN).replaceAll('<%= command.id %>', id).replaceAll('|', '\\|')

const commandsPage = () => {
  const { commands } = JSON.parse(readFileSync('oclif.manifest.json', 'utf8'))
  const pages = Object.values(commands)
    .filter((command) => !command.hidden)
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map((command) => {
      const id = command.id.replaceAll(':', ' ')
      const args = Object.values(command.args ?? {})
      const flags = Object.values(command.flags ?? {}).filter((flag) => flag.helpGroup !== 'GLOBAL')
      const usage = [BIN, id, ...args.map((arg) => (arg.required ? `<${arg.name}>` : `[${arg.name}]`))].join(' ')
      return [
        `## ${id}`,
        fill(command.summary, id),
        ...(command.description ? [fill(command.description, id)] : []),
        `\`\`\`console\n$ ${usage}\n\`\`\``,
        ...(args.length === 0 ? [] : [args.map((arg) => `- \`${arg.name}\`: ${fill(arg.description, id)}`).join('\n')]),
        ...(flags.length === 0 ? [] : [flagTable(flags, id)]),
        ...(command.examples?.length ? [`\`\`\`console\n${command.examples.map((text) => `$ ${fill(text, id)}`).join('\n')}\n\`\`\``] : []),
      ].join('\n\n')
    })
  const intro = 'Every command takes `--json`, `--config-dir` and `--state-dir`. Generated: `npm run docs`.'
  return `# Commands\n\n${intro}\n\n${pages.join('\n\n')}\n`
}

const flagTable = (flags, id) => {
  const rows = flags.map((flag) => {
    const name = `--${flag.allowNo ? '[no-]' : ''}${flag.name}${flag.type === 'option' ? ` ${flag.helpValue ?? '<value>'}` : ''}`
    return `| \`${name.replaceAll('|', '\\|')}\` | \`${flag.env ?? ''}\` | ${fill(flag.summary, id)} |`
  })
  return ['| flag | variable | |', '| --- | --- | --- |', ...rows].join('\n')
}

/** Every `code` of an error or a problem, with its message and its remedy, as the source writes them. */
const errorsPage = () => {
  const found = new Map()
  for (const file of sources('src')) {
    const tree = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true)
    visit(tree, (node) => collect(node, tree, file, found))
  }
  const rows = [...found.values()].sort((a, b) => (a.code < b.code ? -1 : 1))
  const table = (title, kind, intro) => {
    const own = rows.filter((row) => row.kind === kind)
    const lines = own.map(({ code, message, remedy }) => `| \`${code}\` | ${cell(message)} | ${cell(remedy)} |`)
    return [`## ${title}`, intro, ['| code | says | what to do |', '| --- | --- | --- |', ...lines].join('\n')].join('\n\n')
  }
  return [
    '# Errors and reasons',
    'Codes are stable. `…` stands for a name or a value. Generated: `npm run docs`.',
    table('Why a document is parked or skipped', 'problem', 'The run goes on. `ml-connector audit list` shows them, `audit replay` tries again.'),
    table('Why a command stops', 'error', 'The exit codes are in the [runbook](runbook.md).'),
  ].join('\n\n') + '\n'
}

const cell = (text) => text.replaceAll('|', '\\|').replaceAll('\n', ' ')

const sources = (folder) =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts'))
    .map((entry) => relative('.', join(entry.parentPath, entry.name)))
    .filter((file) => !file.startsWith('src/sandbox/'))
    .sort()

const visit = (node, work) => {
  work(node)
  ts.forEachChild(node, (child) => visit(child, work))
}

const CODE = /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$/

const collect = (node, tree, file, found) => {
  if (ts.isCallExpression(node)) return collectCall(node, tree, file, found)
  if (!ts.isObjectLiteralExpression(node)) return
  const choice = propertyOf(node, 'code')
  if (choice !== null && ts.isConditionalExpression(choice)) return collectChoice(node, choice, tree, file, found)
  const code = textOf(choice, tree)
  if (code === null || !CODE.test(code)) return
  const isProblem = propertyOf(node, 'remedy') !== null
  const parent = node.parent
  const message = isProblem ? propertyOf(node, 'message') : ts.isNewExpression(parent) ? (parent.arguments?.[0] ?? null) : propertyOf(node, 'message')
  const remedy = propertyOf(node, isProblem ? 'remedy' : 'hint')
  if (found.has(code)) return
  found.set(code, { code, kind: isProblem ? 'problem' : 'error', message: textOf(message, tree) ?? '', remedy: textOf(remedy, tree) ?? '', file })
}

/** `fail('CODE', message, remedy)`: the short form that a file makes for its own problems. */
const collectCall = (node, tree, file, found) => {
  const at = node.arguments.findIndex((argument) => ts.isStringLiteralLike(argument) && CODE.test(argument.text))
  if (at < 0 || node.arguments.length < at + 3) return
  const [code, message, remedy] = node.arguments.slice(at, at + 3).map((argument) => textOf(argument, tree))
  if (message === null || remedy === null || found.has(code)) return
  found.set(code, { code, kind: 'problem', message, remedy, file })
}

/** One place, two codes, and often two messages in the same order. */
const collectChoice = (node, choice, tree, file, found) => {
  const message = propertyOf(node, 'message')
  const remedy = textOf(propertyOf(node, 'remedy') ?? propertyOf(node, 'hint'), tree) ?? ''
  for (const side of ['whenTrue', 'whenFalse']) {
    const code = textOf(choice[side], tree)
    const own = message !== null && ts.isConditionalExpression(message) ? message[side] : message
    if (code === null || !CODE.test(code) || found.has(code)) continue
    found.set(code, { code, kind: propertyOf(node, 'remedy') === null ? 'error' : 'problem', message: textOf(own, tree) ?? '', remedy, file })
  }
}

const propertyOf = (node, name) => {
  const property = node.properties.find((each) => ts.isPropertyAssignment(each) && each.name.getText() === name)
  return property === undefined ? null : property.initializer
}

/** The text of a literal, a template with its holes as `…`, or of both sides of a choice. */
const textOf = (node, tree) => {
  if (node === null) return null
  if (ts.isStringLiteralLike(node)) return node.text
  if (ts.isTemplateExpression(node)) return node.head.text + node.templateSpans.map((span) => `…${span.literal.text}`).join('')
  if (ts.isConditionalExpression(node)) return [textOf(node.whenTrue, tree), textOf(node.whenFalse, tree)].filter(Boolean).join(' / ')
  if (ts.isBinaryExpression(node)) return [textOf(node.left, tree), textOf(node.right, tree)].filter(Boolean).join('')
  return null
}

let stale = false
for (const [file, page] of [
  ['docs/commands.md', commandsPage()],
  ['docs/errors.md', errorsPage()],
]) {
  let before = ''
  try {
    before = readFileSync(file, 'utf8')
  } catch {
    // Written for the first time.
  }
  if (before === page) continue
  stale = true
  if (check) console.error(`${file} is stale: run npm run docs`)
  else writeFileSync(file, page)
}
if (check && stale) process.exitCode = 1
