import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { needs } from './needs.ts';

/**
 * `npm test`: Vitest, and a plain last line counted from its report. Changes nothing on the machine.
 * `--all` adds the long matrices; other arguments go to Vitest (`npm test -- test/desk`).
 */
const all = process.argv.includes('--all');
const missing = needs().filter((need) => !need.found && (all || !need.longOnly));
if (missing.length > 0) {
  for (const need of missing) process.stderr.write(`missing: ${need.package}: ${need.why}\n`);
  process.stderr.write('Run `npm run test:setup` first.\n');
  process.exit(1);
}

const args = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'heed-report-'));
const report = join(folder, 'report.json');
const vitest = spawnSync(
  process.execPath,
  [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--reporter=dot',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...args.filter((arg) => arg !== '--all'),
  ],
  { stdio: 'inherit', env: { ...process.env, ...(all ? { HEED_TEST_ALL: '1' } : {}) } },
);

type Report = { numPassedTests: number; numFailedTests: number; numFailedTestSuites: number; success: boolean };

let counted: Report;
try {
  counted = JSON.parse(readFileSync(report, 'utf8')) as Report;
} catch {
  process.stderr.write('Vitest wrote no report.\n');
  process.exit(vitest.status ?? 1);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
// A file that could not be loaded ran no test of its own and is a failure all the same.
const failed = Math.max(counted.numFailedTests, counted.success ? 0 : 1);
process.stdout.write(`${counted.numPassedTests} passed, ${failed} failed\n`);
process.exit(failed === 0 && vitest.status === 0 ? 0 : 1);
