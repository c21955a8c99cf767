import { readdirSync } from 'node:fs'
import importX from 'eslint-plugin-import-x'
import tseslint from 'typescript-eslint'

const folders = (path) =>
  readdirSync(new URL(path, import.meta.url), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)

/** Who may import whom: each folder of `src` lists the folders it may reach; every other one is closed to it. */
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
  schedule: ['schedule', 'contract', 'model', 'errors', 'lib'],
  cli: ['cli', 'services', 'model', 'errors', 'lib'],
}
const connectors = folders('./src/connectors')
const closed = (target, allowed) => ({
  target,
  from: './src',
  except: allowed.map((name) => `./${name}`),
  message: 'The arrows of ARCHITECTURE.md point down only.',
})
const zones = [
  ...Object.entries(mayImport).map(([name, allowed]) => closed(`./src/${name}`, allowed)),
  ...connectors.map((name) =>
    closed(`./src/connectors/${name}`, [`connectors/${name}`, 'contract', 'model', 'http', 'errors', 'lib']),
  ),
  {
    target: './src/services',
    from: './src/cli',
    message: 'A service returns plain data; commands render it.',
  },
  closed('./commands', ['services', 'cli']),
]
const packagesKeptTo = (allowed, names) => ({
  files: ['src/**/*.ts', 'commands/**/*.ts'],
  ignores: [...allowed, '**/*.test.ts'],
  rules: {
    'no-restricted-imports': ['error', { paths: names.map((name) => ({ name, message: `Kept to ${allowed.join(', ')}.` })) }],
  },
})

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', '.cache/', 'coverage/'] },
  ...tseslint.configs.recommended,
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { 'import-x': importX },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-console': 'error',
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'exit', message: 'Set process.exitCode.' },
        { object: 'Date', property: 'now', message: 'Take a Clock.' },
        { object: 'Math', property: 'random', message: 'Take a Random.' },
      ],
      'max-depth': ['error', 3],
      'max-lines': ['error', { max: 300, skipBlankLines: false, skipComments: false }],
      'max-params': ['error', 4],
      'import-x/no-cycle': ['error', { ignoreExternal: true }],
      'import-x/no-restricted-paths': ['error', { basePath: import.meta.dirname, zones }],
    },
    settings: { 'import-x/resolver': { node: { extensions: ['.ts', '.js'] } } },
  },
  packagesKeptTo(['src/http/**', 'src/services/**', 'src/sandbox/**'], ['undici']),
  packagesKeptTo(['src/cli/**'], ['chalk', 'ora', 'cli-table3']),
  {
    files: ['**/*.test.ts', 'test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      'import-x/no-restricted-paths': 'off',
      'max-lines': 'off',
    },
  },
  {
    files: ['scripts/**/*.mjs', 'bin/**/*.js', 'eslint.config.js', 'test/bench/**'],
    rules: { 'no-console': 'off', 'no-restricted-properties': 'off', '@typescript-eslint/no-unused-vars': 'error' },
  },
)
