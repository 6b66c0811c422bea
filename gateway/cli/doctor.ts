import { parseArgs } from 'node:util';
import { readConfig } from '../config.ts';
import type { Answered } from '../wiring/control.ts';
import { ask } from './ask.ts';

/** `heed doctor [--whole]`: does every promise hold? Exit 1 when one is broken; warnings alone are 0. */
export async function doctor(args: string[]): Promise<number> {
  const whole = readArgs(args);
  if (whole === null) {
    process.stderr.write('heed doctor [--whole]\n');
    return 64;
  }
  const found = await ask(readConfig(process.env), 'doctor', { whole });
  process.stdout.write(report(found));
  return found.findings.some(({ severity }) => severity === 'broken') ? 1 : 0;
}

function readArgs(args: string[]): boolean | null {
  try {
    return parseArgs({ args, options: { whole: { type: 'boolean', default: false } } }).values.whole;
  } catch {
    return null;
  }
}

function report({ accounted, unaccounted, waiting, sources, findings }: Answered<'doctor'>): string {
  const named = sources.map((source) => ({
    ...source,
    name: [source.mailbox, source.folder].filter(Boolean).join(' '),
  }));
  const width = Math.max(6, ...named.map(({ name }) => name.length));
  const line = (name: string, ...counts: (string | number)[]) =>
    `${name.padEnd(width)}  ${counts.map((count) => String(count).padStart(11)).join('  ')}\n`;
  return [
    line('', 'accounted', 'unaccounted', 'waiting'),
    ...named.map((source) => line(source.name, source.accounted, source.unaccounted ?? 'not asked', source.waiting)),
    '\n',
    `${accounted} accounted, ${unaccounted} unaccounted, ${waiting} waiting for a look\n`,
    ...findings.map(
      ({ code, severity, count, words, advice, examples }) =>
        `\n${severity === 'broken' ? 'BROKEN ' : 'warning'}  ${code}: ${count}\n  ${words}\n  ${advice}\n${examples.map((one) => `    ${one}\n`).join('')}`,
    ),
    findings.length === 0 ? 'Every promise holds.\n' : '',
  ].join('');
}
