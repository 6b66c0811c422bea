import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder, wherever the gateway was started from. */
export const HOME = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Files of a folder of the project as a Map from name to text, in the order of their names. */
export async function folderOfTexts(folder: string, ending: string): Promise<Map<string, string>> {
  const names = (await readdir(join(HOME, folder)))
    .filter((name) => name.endsWith(ending) && name !== 'schema.sql')
    .sort();
  return new Map(
    await Promise.all(names.map(async (name) => [name, await readFile(join(HOME, folder, name), 'utf8')] as const)),
  );
}
