import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { readConfig } from '../config.ts';
import { MAX_MAIL_BYTES } from '../mail/smtp-door.ts';
import { openSpool } from '../mail/spool.ts';

const USAGE = 'heed ingest [--from SENDER] [--to RECIPIENT]... FILE|-    (- reads the mail from standard input)\n';

/**
 * Puts one mail into the spool of DATA_DIR, with no need for a running gateway or a database.
 * Exit codes are those mail servers know (sysexits.h): 0 = it is on the disk and ours, 75 = keep it and try again,
 * 64 = called wrongly, 65 = too big to ever be taken. `--from ''` is the null sender.
 */
export async function ingest(args: string[]): Promise<number> {
  const asked = read(args);
  if (!asked) {
    process.stderr.write(USAGE);
    return EX_USAGE;
  }
  try {
    const raw = asked.file === '-' ? await buffer(process.stdin) : await readFile(asked.file);
    if (raw.byteLength > MAX_MAIL_BYTES) {
      process.stderr.write(`The mail is larger than ${MAX_MAIL_BYTES / 1024 / 1024} MB.\n`);
      return EX_DATAERR;
    }
    const spool = await openSpool(join(readConfig(process.env).dataDir, 'spool'));
    await spool.keep({ raw, envelope: asked.envelope, intake: 'ingest' });
    return 0;
  } catch (error) {
    process.stderr.write(`Not taken, try again: ${error instanceof Error ? error.message : String(error)}\n`);
    return EX_TEMPFAIL;
  }
}

const EX_USAGE = 64;
const EX_DATAERR = 65;
const EX_TEMPFAIL = 75;

function read(args: string[]) {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { from: { type: 'string' }, to: { type: 'string', multiple: true } },
    });
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0) return null;
    return { file, envelope: { from: values.from ?? null, to: values.to ?? [] } };
  } catch {
    return null;
  }
}
