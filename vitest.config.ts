import { defineConfig } from 'vitest/config'

const project = (name: string, include: string[], testTimeout: number, globalSetup: string[] = []) => ({
  test: { name, include, testTimeout, hookTimeout: testTimeout, globalSetup, environment: 'node' as const },
})

/** Four projects, fast to slow; `npm test` runs them all. */
export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      project('unit', ['src/**/*.test.ts', 'commands/**/*.test.ts', 'test/support/**/*.test.ts'], 20_000),
      project('contract', ['test/contract/**/*.test.ts'], 60_000),
      project('simulation', ['test/simulation/**/*.test.ts'], 300_000),
      project('e2e', ['test/e2e/**/*.test.ts'], 120_000, ['test/e2e/global-setup.mjs']),
    ],
  },
})
