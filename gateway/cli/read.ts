import { once } from 'node:events';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { asInstant } from '../desk/instant.ts';
import { cleanText } from '../mail/clean-text.ts';
import { type Vouch, vouchByDkim } from '../mail/dkim.ts';
import { decodeGuessed } from '../mail/guess-charset.ts';
import { wordsOfHtml } from '../mail/mail-words.ts';
import { type ReadingContext, readLetter } from '../mail/read.ts';
import { closeApart, readApart } from '../mail/read-apart.ts';
import { foldText } from '../mail/reply/fold.ts';
import { lineOf } from './read-line.ts';

const USAGE = `heed read [--address ADDRESS]... [--authserv-id HOST] [--dkim] FILE|FOLDER|-...
heed read --text|--html FILE|-...

One JSON line for each mail, as the desk would understand it; - is standard input, a folder all files in it.
--address      an address of the desk (again for more); without it those the mail was sent to are taken for ours
--authserv-id  whose Authentication-Results are believed
--dkim         asks DNS for the keys of DKIM signatures, as a gateway does
--text --html  the files are bare bodies: { visible, quoted } of each
`;

/**
 * Reads mail without a database. A mail that cannot be read is a line that says why and stops no other.
 * Exit code 0 = all were found, 1 = a file could not be opened, 64 = called wrongly.
 */
export async function read(args: string[]): Promise<number> {
  const asked = parse(args);
  if (!asked) {
    process.stderr.write(USAGE);
    return EX_USAGE;
  }
  let lost = 0;
  try {
    for await (const { file, raw } of inputs(asked.files)) {
      if (raw === null) lost++;
      await print(await answer(file, raw, asked));
    }
  } finally {
    await closeApart();
  }
  return lost > 0 ? 1 : 0;
}

const EX_USAGE = 64;

type Asked = {
  files: string[];
  as: 'mail' | 'text' | 'html';
  ours: string[];
  context: ReadingContext;
  vouch: Vouch | null;
};

function parse(args: string[]): Asked | null {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        address: { type: 'string', multiple: true },
        'authserv-id': { type: 'string' },
        dkim: { type: 'boolean' },
        text: { type: 'boolean' },
        html: { type: 'boolean' },
      },
    });
    if (positionals.length === 0 || (values.text && values.html)) return null;
    const ours = (values.address ?? []).map((address) => address.toLowerCase());
    return {
      files: positionals,
      as: values.text ? 'text' : values.html ? 'html' : 'mail',
      ours,
      context: { ours, authservId: values['authserv-id'] ?? null, apart: readApart },
      vouch: values.dkim ? vouchByDkim() : null,
    };
  } catch {
    return null;
  }
}

/** The named files in their order, the files of a folder by name; one at a time, so that memory holds one mail. */
async function* inputs(files: readonly string[]): AsyncGenerator<{ file: string; raw: Uint8Array | null }> {
  for (const file of files) {
    if (file === '-') {
      yield { file, raw: await buffer(process.stdin) };
      continue;
    }
    const found = await stat(file).catch(() => null);
    if (!found?.isDirectory()) {
      yield { file, raw: await readFile(file).catch(() => null) };
      continue;
    }
    const entries = await readdir(file, { withFileTypes: true });
    const names = entries.filter((entry) => entry.isFile() || entry.isDirectory()).map(({ name }) => join(file, name));
    yield* inputs(names.sort());
  }
}

async function answer(file: string, raw: Uint8Array | null, { as, ours, context, vouch }: Asked): Promise<object> {
  const now = asInstant(Date.now());
  if (raw === null) return lineOf(file, { unreadable: 'The file could not be opened.' }, ours, now);
  if (as === 'text') return foldText(cleanText(decodeGuessed(raw)));
  if (as === 'html') {
    const { visible, quoted } = wordsOfHtml(decodeGuessed(raw));
    return { visible, quoted };
  }
  const reading = await readLetter(raw, context);
  const trust = 'letter' in reading ? await vouch?.(raw, reading.letter) : null;
  return lineOf(file, 'letter' in reading && trust ? { letter: { ...reading.letter, trust } } : reading, ours, now);
}

/** Waits where the reader is slower than we are. */
async function print(line: object): Promise<void> {
  if (!process.stdout.write(`${JSON.stringify(line)}\n`)) await once(process.stdout, 'drain');
}
