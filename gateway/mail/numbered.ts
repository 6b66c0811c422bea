import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder, moveFile, writeNewFile } from './durable.ts';
import { type MailRecord, packRecord, unpackRecord } from './record.ts';

export type NumberedMail = MailRecord & { number: number };

/** A folder of mails that are numbered from 1 in the order they came, and keep their numbers. */
export type NumberedFolder = {
  /** Every mail, lowest number first, one in memory at a time. */
  all(): AsyncIterable<NumberedMail>;
  read(number: number): Promise<NumberedMail | null>;
  /** Numbers a new mail; resolves once it is on the disk. */
  add(record: MailRecord): Promise<NumberedMail>;
  /** Numbers a mail that `move` brings to the path it is given. */
  adopt(move: (path: string) => Promise<void>): Promise<NumberedMail>;
};

/** Opens the folder; only one process may have it open. */
export async function openNumberedFolder(dir: string): Promise<NumberedFolder> {
  await makeFolder(dir);
  let last = Math.max(0, ...(await numbersIn(dir)));
  let turn: Promise<unknown> = Promise.resolve();

  const pathOf = (number: number) => join(dir, `${String(number).padStart(DIGITS, '0')}${ENDING}`);
  const read = async (number: number) => ({ ...unpackRecord(await readFile(pathOf(number))), number });

  // One at a time, and a failed move leaves no gap.
  const adopt: NumberedFolder['adopt'] = (move) => {
    const mine = turn.then(async () => {
      await move(pathOf(last + 1));
      last += 1;
      return read(last);
    });
    turn = mine.catch(() => {});
    return mine;
  };

  return {
    async *all() {
      for (const number of (await numbersIn(dir)).sort((a, b) => a - b)) yield read(number);
    },
    read: (number) =>
      Number.isSafeInteger(number) && number >= 1 && number <= last ? read(number) : Promise.resolve(null),
    adopt,
    add: (record) =>
      adopt(async (path) => {
        const torn = `${path}.${process.pid}-${Date.now()}.tmp`;
        await writeNewFile(torn, packRecord(record));
        await moveFile(torn, path);
      }),
  };
}

const DIGITS = 8;
const ENDING = '.mail';

async function numbersIn(dir: string): Promise<number[]> {
  const names = await readdir(dir);
  return names.filter((name) => /^\d+\.mail$/.test(name)).map((name) => Number(name.slice(0, -ENDING.length)));
}
