import { readConfig } from '../config.ts';
import type { Answered } from '../wiring/control.ts';
import { ask } from './ask.ts';

/** `heed doctor`: is every mail accounted for? Exit 1 when one is not. */
export async function doctor(_args: string[]): Promise<number> {
  const found = await ask(readConfig(process.env), 'doctor', {});
  process.stdout.write(report(found));
  return found.unaccounted === 0 ? 0 : 1;
}

function report({ accounted, unaccounted, waiting, sources, findings }: Answered<'doctor'>): string {
  const width = Math.max(6, ...sources.map(({ name }) => name.length));
  const line = (name: string, ...counts: (string | number)[]) =>
    `${name.padEnd(width)}  ${counts.map((count) => String(count).padStart(11)).join('  ')}\n`;
  return [
    line('', 'accounted', 'unaccounted', 'waiting'),
    ...sources.map((source) => line(source.name, source.accounted, source.unaccounted, source.waiting)),
    '\n',
    `${accounted} accounted, ${unaccounted} unaccounted, ${waiting} waiting for a look\n`,
    ...findings.map(({ words, count }) => `  ${count}  ${words}\n`),
  ].join('');
}
