import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { VARIABLES } from '../../gateway/config.ts';

const readme = readFileSync('README.md', 'utf8');

test('the README lists every variable of the environment, in the words of the code, and no other', () => {
  const rows = [...readme.matchAll(/^\| `([A-Z_0-9]+)` \| (.*) \|$/gm)].map(([, name, what]) => ({ name, what }));
  expect(rows).toEqual(VARIABLES.map(({ name, what }) => ({ name, what })));
});

test('the README names every secret that may come as a file', () => {
  const named = /^Secrets \(([^)]*)\)/m.exec(readme)?.[1]?.match(/[A-Z0-9_]+/g);
  expect(named).toEqual(VARIABLES.filter(({ secret }) => secret).map(({ name }) => name));
});

test('the map of the README has every room of the gateway, and none that is not there', () => {
  const rooms = readdirSync('gateway', { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? [entry.name] : [],
  );
  const mapped = [...(readme.split('```\ngateway/\n')[1] ?? '').matchAll(/^ {2}([a-z]+)\/ /gm)].map(([, name]) => name);
  expect(mapped.toSorted()).toEqual(rooms.toSorted());
});

test('every link of the README and the guides leads somewhere', () => {
  const guides = [
    'README.md',
    'CONTRIBUTING.md',
    ...readdirSync('docs')
      .filter((name) => name.endsWith('.md'))
      .map((name) => `docs/${name}`),
  ];
  const broken = guides.flatMap((guide) =>
    [...readFileSync(guide, 'utf8').matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g)].flatMap(([, target]) => {
      const path = new URL(target ?? '', new URL(guide, 'file:///')).pathname.slice(1);
      try {
        readFileSync(path);
        return [];
      } catch (error) {
        return (error as NodeJS.ErrnoException).code === 'EISDIR' ? [] : [`${guide}: ${target}`];
      }
    }),
  );
  expect(broken).toEqual([]);
});
