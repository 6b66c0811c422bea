import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    globalSetup: 'test/support/global.ts',
    // A process each: tests start servers, turn clocks and open databases that hold 400 MB.
    pool: 'forks',
    // Two cores: more files at once make every one of them slow and the browser ones fail.
    maxWorkers: 2,
    // Three thousand promises on real servers and browsers of a shared machine: one that is broken twice is broken.
    retry: process.env.CI ? 1 : 0,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
