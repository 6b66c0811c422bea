import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { expect, test } from 'vitest';

/**
 * The map of the house: which room may import which. If a new thing fits nowhere, the map is wrong:
 * change it here and in the README in the same commit.
 */
const ROOMS = {
  desk: { own: 'gateway/desk/', may: [], packages: [] },
  mail: { own: 'gateway/mail/', may: ['desk'], packages: 'any' },
  words: { own: 'gateway/words/', may: ['desk'], packages: 'any' },
  notify: { own: 'gateway/notify/', may: ['desk'], packages: 'any' },
  store: { own: 'gateway/store/', may: ['desk'], packages: 'any' },
  account: { own: 'gateway/account/', may: ['desk', 'store', 'words'], packages: 'any' },
  api: { own: 'gateway/api/', may: ['desk', 'store', 'words', 'account'], packages: 'any' },
  portal: { own: 'gateway/portal/', may: ['desk', 'store', 'words', 'account'], packages: 'any' },
  watch: { own: 'gateway/watch/', may: ['desk', 'store', 'words'], packages: 'any' },
  keep: { own: 'gateway/keep/', may: ['desk', 'store', 'words'], packages: 'any' },
  cli: { own: 'gateway/cli/', may: 'any', packages: 'any' },
  wiring: { own: 'gateway/wiring/', may: 'any', packages: 'any' },
  entry: {
    own: /^gateway\/(node|worker|open|config|secrets|live)[^/]*\.ts$/,
    may: 'any',
    packages: 'any',
  },
  // Stories take their edges as arguments.
  story: { own: /^gateway\/[^/]+\.ts$/, may: ['desk', 'story'], packages: [] },
  pwa: { own: 'pwa/', may: ['desk'], packages: 'any' },
} as const satisfies Record<string, Room>;

type Room = { own: string | RegExp; may: readonly string[] | 'any'; packages: readonly string[] | 'any' };
type Import = { from: string; to: string; typeOnly: boolean };

/** The Temporal polyfill is the one package the rules use, in the calendar alone. */
const CALENDAR = /^gateway\/desk\/calendar[^/]*\.ts$/;

const roomOf = (file: string): keyof typeof ROOMS | null => {
  for (const [name, { own }] of Object.entries(ROOMS))
    if (typeof own === 'string' ? file.startsWith(own) : own.test(file)) return name as keyof typeof ROOMS;
  return null;
};

/** Static, dynamic and type imports alike; the words of a comment are no import. */
function importsOf(file: string, code: string): Import[] {
  const bare = code.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
  const found = bare.matchAll(
    /\b(?:import|export)\s+(type\s+)?(?:[^'"`;]*?\bfrom\s*)?['"]([^'"]+)['"]|\bimport\(\s*['"`]([^'"`]+)['"`]\s*\)/g,
  );
  return [...found].map(([, type, named, dynamic]) => {
    const target = named ?? dynamic ?? '';
    const to = target.startsWith('.') ? normalize(join(dirname(file), target)) : target;
    return { from: file, to, typeOnly: type !== undefined };
  });
}

function complaintsOf(file: string, code: string): string[] {
  const room = roomOf(file);
  if (room === null) return [`${file} stands in no room of the map`];
  const { may, packages }: Room = ROOMS[room];
  return importsOf(file, code).flatMap(({ to, typeOnly }) => {
    const inside =
      to.startsWith('gateway/') || to.startsWith('pwa/') || to.startsWith('migrations/') || to.startsWith('templates/');
    if (!inside) {
      if (packages === 'any' || (CALENDAR.test(file) && to === 'temporal-polyfill')) return [];
      return [`${file} may not use the package ${to}`];
    }
    const other = roomOf(to);
    if (other === room || may === 'any') return [];
    if (room === 'pwa') return pwaComplaint(file, to, other, typeOnly);
    return other !== null && may.includes(other) ? [] : [`${file} (${room}) reaches into ${to} (${other})`];
  });
}

function pwaComplaint(file: string, to: string, other: string | null, typeOnly: boolean): string[] {
  if (other === 'api' && typeOnly) return [];
  if (other === 'desk' && (typeOnly || !reaches(to, CALENDAR))) return [];
  return [`${file} (pwa) may only use types of the API and rules without Temporal, not ${to}`];
}

/** Whether a file imports, by any way, one whose name matches. */
function reaches(file: string, name: RegExp, seen = new Set<string>()): boolean {
  if (name.test(file)) return true;
  if (seen.has(file)) return false;
  seen.add(file);
  return importsOf(file, readFileSync(file, 'utf8'))
    .filter((one) => !one.typeOnly && one.to.startsWith('gateway/'))
    .some((one) => reaches(one.to, name, seen));
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.parentPath.includes('/dist'))
    .map((entry) => relative('.', join(entry.parentPath, entry.name)));
}

const house = [...filesUnder('gateway'), ...filesUnder('pwa')];

test('every file of the house keeps to the map', () => {
  expect(house.length).toBeGreaterThan(50);
  expect(house.flatMap((file) => complaintsOf(file, readFileSync(file, 'utf8')))).toEqual([]);
});

test('the rules of the desk know no clock, no chance and no machine', () => {
  const forbidden = /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bprocess\.|Temporal\.Now|\bfetch\(/;
  const sinners = house.filter((file) => {
    const code = readFileSync(file, 'utf8')
      .replace(/\/\*[\s\S]*?\*\//g, '')
      .replace(/\/\/.*$/gm, '');
    return file.startsWith('gateway/desk/') && forbidden.test(code);
  });
  expect(sinners).toEqual([]);
});

test.each([
  ['gateway/desk/clock.ts', `import { x } from '../store/now.ts';`],
  ['gateway/desk/clock.ts', `import type { Db } from '../store/db.ts';`],
  ['gateway/desk/clock.ts', `import { readFileSync } from 'node:fs';`],
  ['gateway/desk/clock.ts', `import { Temporal } from 'temporal-polyfill';`],
  ['gateway/desk/clock.ts', `const x = await import('../mail/read.ts');`],
  ['gateway/mail/read.ts', `import { take } from '../store/take.ts';`],
  ['gateway/store/take.ts', `import type { Letter } from '../mail/read.ts';`],
  ['gateway/words/compose.ts', `export { x } from '../mail/send.ts';`],
  ['gateway/api/app.ts', `import { readLetter } from '../mail/read.ts';`],
  ['gateway/account/sessions.ts', `import { openHeed } from '../open.ts';`],
  ['gateway/receive.ts', `import { take } from './store/take.ts';`],
  ['gateway/receive.ts', `import { readConfig } from './config.ts';`],
  ['pwa/main.tsx', `import { createApi } from '../gateway/api/app.ts';`],
  ['pwa/main.tsx', `import { dueAt } from '../gateway/desk/calendar.ts';`],
  ['gateway/strange/new.ts', ''],
])('a break of the map is found: %s with %s', (file, code) => {
  expect(complaintsOf(file, code)).toHaveLength(1);
});

test.each([
  ['gateway/desk/clock.ts', `import { dueAt } from './calendar.ts';`],
  ['gateway/desk/calendar.ts', `import { Temporal } from 'temporal-polyfill';`],
  ['gateway/api/app.ts', `import { sessionOf } from '../account/sessions.ts';`],
  ['pwa/main.tsx', `import type { Me } from '../gateway/api/shapes.ts';`],
  ['gateway/open.ts', `import { openPostgres } from './store/postgres.ts';`],
])('what the map allows is let through: %s with %s', (file, code) => {
  expect(complaintsOf(file, code)).toEqual([]);
});
