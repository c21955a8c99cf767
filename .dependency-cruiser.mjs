// Who may import whom: each folder of `src` lists the folders it may reach; every other one is closed to it.
import { readdirSync } from 'node:fs'

const mayImport = {
  errors: ['errors'],
  lib: ['lib', 'errors'],
  model: ['model', 'errors', 'lib'],
  contract: ['contract', 'model', 'errors', 'lib', 'http'],
  http: ['http', 'errors', 'lib'],
  mapping: ['mapping', 'contract', 'model', 'errors', 'lib'],
  routes: ['routes', 'contract', 'model', 'mapping', 'errors', 'lib'],
  engine: ['engine', 'contract', 'model', 'mapping', 'errors', 'lib'],
  state: ['state', 'contract', 'model', 'errors', 'lib'],
  settings: ['settings', 'contract', 'model', 'errors', 'lib'],
  credentials: ['credentials', 'contract', 'model', 'errors', 'lib'],
  sandbox: ['sandbox', 'model', 'lib'],
  cli: ['cli', 'services', 'model', 'errors', 'lib'],
}
const TESTS = '\\.test\\.ts$'
const open = (folders) => `^src/(?:${folders.join('|')})(?:/|$)`

const closed = (name, from, folders) => ({
  name,
  comment: 'The arrows of ARCHITECTURE.md point down only.',
  severity: 'error',
  from: { path: from, pathNot: TESTS },
  to: { path: '^(?:src|commands|test)/', pathNot: open(folders) },
})

const connectors = readdirSync('src/connectors', { withFileTypes: true }).filter((entry) => entry.isDirectory())

export default {
  forbidden: [
    { name: 'no-cycle', severity: 'error', from: { pathNot: TESTS }, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
    ...Object.entries(mayImport).map(([name, folders]) => closed(`${name}-reaches`, `^src/${name}/`, folders)),
    ...connectors.map(({ name }) =>
      closed(`connector-${name}-reaches`, `^src/connectors/${name}/`, [`connectors/${name}`, 'contract', 'model', 'http', 'errors', 'lib']),
    ),
    { name: 'services-print-nothing', severity: 'error', from: { path: '^src/services/', pathNot: TESTS }, to: { path: '^(?:src/cli|commands)/' } },
    closed('commands-reach', '^commands/', ['services', 'cli']),
    { name: 'no-orphan-package', severity: 'error', from: { path: '^(?:src|commands)/', pathNot: TESTS }, to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown', 'unknown', 'undetermined'] } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
}
