import { readFile, rm, writeFile } from 'node:fs/promises';
import { DeskError } from '../desk/error.ts';

/**
 * Takes a folder for this process alone: two of them on one embedded database silently lose each other's rows.
 * A lock whose process is gone is taken over.
 * @throws DeskError naming the process that has it
 */
export async function takeFolder(folder: string): Promise<{ release(): Promise<void> }> {
  const file = `${folder}.lock`;
  for (let tries = 0; ; tries++) {
    try {
      await writeFile(file, String(process.pid), { flag: 'wx' });
      return { release: () => rm(file, { force: true }) };
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
      const holder = Number(await readFile(file, 'utf8').catch(() => '0'));
      if (tries > 2 || (holder > 0 && holder !== process.pid && isRunning(holder)))
        throw new DeskError(
          'conflict',
          `Another Heed (process ${holder}) has ${folder} open. Stop it, or set DATA_DIR to another folder; many gateways share one database only with DATABASE_URL.`,
        );
      await rm(file, { force: true });
    }
  }
}

/** Signal 0 asks without sending; EPERM means it runs as somebody else. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
