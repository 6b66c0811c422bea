import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { INVARIANTS } from '../../gateway/store/invariants.ts';

const guide = readFileSync('docs/HEALTH.md', 'utf8');
const rows = new Map([...guide.matchAll(/^\| `([^`]+)` \| ([^|]*) \|/gm)].map(([, name, words]) => [name, words]));

test('the guide says of every question to the database what its answer means, in the words of the code', () => {
  for (const { code, words } of INVARIANTS) expect(rows.get(code), code).toBe(words);
});

test('the guide names every metric, and none that is not there', () => {
  const code = readFileSync('gateway/api/metrics.ts', 'utf8');
  const metrics = [...code.matchAll(/metric\(\s*'([a-z_]+)',\s*'([^']+)'/g)].map(([, name, help]) => [name, help]);
  expect(metrics.length).toBeGreaterThan(8);
  expect([...rows].filter(([name]) => name?.startsWith('heed_'))).toEqual(metrics);
});
