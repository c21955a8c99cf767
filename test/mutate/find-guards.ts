import { join, relative } from 'node:path'
import ts from 'typescript'
import { GUARDS, type GuardGroup, type GuardRule } from './guard-table.ts'

/** One call that guards something, and the source without it. */
export interface Guard {
  /** `src/engine/send.ts:84`: what `--only` takes. */
  readonly place: string
  readonly file: string
  readonly group: GuardGroup
  /** The call as it stands, on one line. */
  readonly call: string
  /** The whole file without the guard. */
  readonly mutated: string
}

const CALL_LENGTH_MAX = 60

/** Every guard in the sources of a tree, found by what a call resolves to; tests and the simulators have none. */
export const findGuards = (root: string): readonly Guard[] => {
  const program = openProgram(root)
  const checker = program.getTypeChecker()
  const guards: Guard[] = []
  const used = new Set<string>()
  for (const source of program.getSourceFiles()) {
    const file = relative(root, source.fileName)
    if (!file.startsWith('src/') || file.startsWith('src/sandbox/') || file.endsWith('.test.ts')) continue
    const visit = (node: ts.Node): void => {
      const name = ts.isCallExpression(node) ? calledName(root, checker, node) : null
      const rule = name === null ? undefined : GUARDS[name]
      if (name !== null) used.add(name)
      if (ts.isCallExpression(node) && rule !== undefined && !isSecondHand(root, checker, node)) guards.push(guardAt(source, file, node, rule))
      ts.forEachChild(node, visit)
    }
    visit(source)
  }
  const unused = Object.keys(GUARDS).filter((name) => !used.has(name))
  if (unused.length > 0) throw new Error(`nothing calls these any more: ${unused.join(', ')}. Correct test/mutate/guard-table.ts.`)
  return numbered(guards)
}

const openProgram = (root: string): ts.Program => {
  const path = join(root, 'tsconfig.json')
  const { config } = ts.readConfigFile(path, (name) => ts.sys.readFile(name)) as { config: unknown }
  const { fileNames, options } = ts.parseJsonConfigFileContent(config, ts.sys, root)
  return ts.createProgram(fileNames.filter((name) => !relative(root, name).startsWith('test/')), { ...options, noEmit: true })
}

/** `src/contract/disk.ts Disk.syncFolder`: the declaration that a call resolves to; null for one without a name. */
const calledName = (root: string, checker: ts.TypeChecker, call: ts.CallExpression): string | null => {
  const declaration = checker.getResolvedSignature(call)?.declaration
  if (declaration === undefined) return null
  const named = ts.isFunctionTypeNode(declaration) || ts.isArrowFunction(declaration) ? declaration.parent : declaration
  const name = ts.isVariableDeclaration(named) || isMember(named) ? named.name.getText() : null
  if (name === null) return null
  const owner = isMember(named) && ts.isInterfaceDeclaration(named.parent) ? `${named.parent.name.text}.` : ''
  return `${fileOf(root, declaration)} ${owner}${name}`
}

const isMember = (node: ts.Node): node is ts.MethodSignature | ts.PropertySignature => ts.isMethodSignature(node) || ts.isPropertySignature(node)

/** Node's own declarations go by the module that declares them. */
const fileOf = (root: string, node: ts.Node): string => {
  for (let at = node.parent; ; at = at.parent) {
    if (ts.isModuleDeclaration(at) && ts.isStringLiteral(at.name)) return at.name.text.startsWith('node:') ? at.name.text : `node:${at.name.text}`
    if (ts.isSourceFile(at)) return relative(root, at.fileName)
  }
}

/** `proven(verifyTrail(…))`: the verdict is taken away where it is judged, once. */
const isSecondHand = (root: string, checker: ts.TypeChecker, call: ts.CallExpression): boolean => {
  const outer = ts.isAwaitExpression(call.parent) ? call.parent.parent : call.parent
  return ts.isCallExpression(outer) && calledName(root, checker, outer) === 'src/state/backup.ts proven'
}

const guardAt = (source: ts.SourceFile, file: string, call: ts.CallExpression, rule: GuardRule): Guard => {
  const awaited = ts.isAwaitExpression(call.parent) ? call.parent : call
  const isStatement = ts.isExpressionStatement(awaited.parent)
  const argument = (at: number): string => call.arguments[at]?.getText(source) ?? 'undefined'
  // A call that stands alone goes with its statement, whatever it would have answered; a lock must still do its work.
  const isRemoved = isStatement && (rule.answersNothing || rule.group === 'verify')
  const [node, text] = isRemoved ? [awaited.parent, '{}'] : [call, `(${rule.instead(argument)})`]
  const mutated = source.text.slice(0, node.getStart(source)) + text + source.text.slice(node.getEnd())
  const line = source.getLineAndCharacterOfPosition(call.getStart(source)).line + 1
  assertParses(mutated, `${file}:${line}`)
  return { place: `${file}:${line}`, file, group: rule.group, call: shown(call.getText(source)), mutated }
}

/** A mutant that cannot be read would make every test red and prove nothing. */
const assertParses = (text: string, place: string): void => {
  const { diagnostics = [] } = ts.transpileModule(text, { reportDiagnostics: true, compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 } })
  if (diagnostics.length > 0) throw new Error(`the mutant at ${place} cannot be parsed`)
}

const shown = (text: string): string => {
  const line = text.replace(/\s+/g, ' ')
  return line.length <= CALL_LENGTH_MAX ? line : `${line.slice(0, CALL_LENGTH_MAX - 1)}…`
}

/** Two guards of one line get a number each. */
const numbered = (guards: readonly Guard[]): readonly Guard[] =>
  guards
    .map((guard, at) => {
      const before = guards.slice(0, at).filter(({ place }) => place === guard.place).length
      return before === 0 ? guard : { ...guard, place: `${guard.place}#${before + 1}` }
    })
    .sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0))
