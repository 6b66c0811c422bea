import { readFile } from 'node:fs/promises';
import { readConfig } from '../config.ts';
import { ask } from './ask.ts';
import { bookIn, textOfBook } from './policy-file.ts';

const USAGE = 'heed policy export > FILE.yaml\nheed policy import FILE.yaml\n';

/** `heed policy export|import`: the book of promises as one file. Exit 64 = called wrongly. */
export async function policy([what, file]: string[]): Promise<number> {
  const config = readConfig(process.env);
  if (what === 'export' && file === undefined) {
    const { book } = await ask(config, 'policy', {});
    process.stdout.write(textOfBook(book));
    return 0;
  }
  if (what === 'import' && file !== undefined) {
    const { moves } = await ask(config, 'setPolicy', { book: bookIn(await readFile(file, 'utf8')) });
    process.stdout.write(
      moves === 0 ? 'Imported. No open promise moves.\n' : `Imported. ${moves} open promises move within a minute.\n`,
    );
    return 0;
  }
  process.stderr.write(USAGE);
  return 64;
}
