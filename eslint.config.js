import tseslint from 'typescript-eslint'

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
    },
  },
  packagesKeptTo(['src/http/**', 'src/services/**', 'src/sandbox/**'], ['undici']),
  packagesKeptTo(['src/cli/**'], ['chalk', 'ora', 'cli-table3']),
  {
    files: ['**/*.test.ts', 'test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      'max-lines': 'off',
    },
  },
  {
    files: ['scripts/**/*.mjs', 'bin/**/*.js', 'eslint.config.js', 'test/bench/**'],
    rules: { 'no-console': 'off', 'no-restricted-properties': 'off', '@typescript-eslint/no-unused-vars': 'error' },
  },
)
