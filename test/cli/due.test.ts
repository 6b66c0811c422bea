import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';

test('heed due prints one line for each case', () => {
  const out = execFileSync(process.execPath, ['gateway/cli/heed.ts', 'due', '../shared/vectors/business-time.jsonl'], {
    encoding: 'utf8',
  });
  const lines = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines.length).toBeGreaterThanOrEqual(300);
  expect(lines[0]).toEqual({ id: 0, due: '2025-11-03T22:00:00Z', elapsed: 2400 });
});
