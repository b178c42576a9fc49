import { defineConfig } from 'vitest/config'
import { OVER_BOTH, POSTGRESQL_ALONE, SLOW_OVER_POSTGRESQL } from './tests/setup/database-tests.ts'

/** Folders of tests that compute, and leave nothing to each other in the modules that they load. */
const PURE = [
  'catalogue',
  'components',
  'evaluation',
  'facts',
  'hub',
  'networks/compile',
  'networks/keras',
  'networks/reading',
  'numerics',
  'recommending',
  'text',
].map((folder) => `tests/${folder}/**/*.test.{ts,tsx}`)

const overPostgresql = {
  globalSetup: ['tests/setup/test-databases.ts'],
  setupFiles: ['tests/setup/console.ts'],
  maxWorkers: 2,
}

export default defineConfig({
  resolve: {
    alias: {
      '@': import.meta.dirname,
      // As Next has it on the server; outside of Next the package would throw.
      'server-only': `${import.meta.dirname}/node_modules/next/dist/compiled/server-only/empty.js`,
    },
  },
  test: {
    // They end what hangs, and matter on no machine that is only slow.
    testTimeout: 600_000,
    hookTimeout: 900_000,
    expect: { poll: { timeout: 180_000 } },
    reporters: ['default', './tests/setup/not-run.ts'],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['tests/**/*.test.{ts,tsx}'],
          exclude: ['tests/end-to-end/**', ...POSTGRESQL_ALONE, ...PURE],
          setupFiles: ['tests/setup/console.ts'],
          // Their files wait for processes and clocks as much as they compute.
          maxWorkers: 2,
        },
      },
      {
        extends: true,
        test: {
          name: 'pure',
          include: PURE,
          setupFiles: ['tests/setup/console.ts'],
          maxWorkers: 2,
          // Loading modules anew for each file takes as long as what they test.
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'postgresql',
          include: [...OVER_BOTH, ...POSTGRESQL_ALONE],
          exclude: SLOW_OVER_POSTGRESQL,
          ...overPostgresql,
        },
      },
      {
        extends: true,
        test: {
          name: 'postgresql-slow',
          include: SLOW_OVER_POSTGRESQL,
          ...overPostgresql,
          globalSetup: [...overPostgresql.globalSetup, 'tests/setup/built-site.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'end-to-end',
          include: ['tests/end-to-end/**/*.test.ts'],
          globalSetup: ['tests/setup/site.ts'],
          fileParallelism: false,
        },
      },
    ],
  },
})
