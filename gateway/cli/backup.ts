import { readConfig } from '../config.ts';
import { ask } from './ask.ts';

/** `heed backup`: a backup now, which stays until somebody removes it. Prints its folder, and nothing else, on standard output. */
export async function backupNow(args: string[]): Promise<number> {
  if (args.length > 0) {
    process.stderr.write('heed backup    (the folder it makes is printed)\n');
    return 64;
  }
  const config = readConfig(process.env);
  const { folder, missing } = await ask(config, 'backup', {});
  process.stdout.write(`${folder}\n`);
  const key = config.secretKey === null ? `${config.dataDir}/secret.key` : 'SECRET_KEY';
  process.stderr.write(
    `The secret key is not in it. Keep ${key} in another place: without it no mailbox password can be read.\n`,
  );
  if (missing > 0)
    process.stderr.write(`${missing} mails or attachments were missing or damaged before, and are not in it either.\n`);
  return 0;
}
