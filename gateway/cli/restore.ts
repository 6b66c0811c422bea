import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Config, readConfig } from '../config.ts';
import { DeskError } from '../desk/error.ts';
import { type Restored, restore } from '../keep/restore.ts';
import { backupsOn, shelfOf } from '../keep/shelf.ts';
import { openDatabase, readSecretKey, secretKeyOf } from '../open.ts';
import { openBucket } from '../open-bucket.ts';
import { secretsOf } from '../secrets.ts';
import { folderOfTexts } from '../wiring/texts.ts';
import { gatewayRuns } from './ask.ts';

const USAGE = 'heed restore FOLDER [--new-key] [--leave-out-damaged]\n';

/** `heed restore FOLDER`: a backup into an empty database, while no gateway runs. Exit 0 = all of it is there. */
export async function restoreFrom(args: string[]): Promise<number> {
  const config = readConfig(process.env);
  const asked = read(args);
  if (!asked) {
    const there = await backupsOn(shelfOf(config.dataDir));
    process.stderr.write([USAGE, ...there.map((name) => `  ${name}\n`)].join(''));
    return 64;
  }
  if (await gatewayRuns(config))
    throw new DeskError(
      'conflict',
      `A gateway is running on ${config.dataDir}. Stop it first (Ctrl-C, or its service).`,
    );
  const folder = await folderOf(config, asked.folder);
  const key = asked.newKey ? await secretKeyOf(config) : await readSecretKey(config);
  if (key === null) throw new DeskError('conflict', NO_KEY(config));
  const bucket = config.s3 ? await openBucket(config.s3) : undefined;
  const database = await openDatabase(config);
  try {
    const restored = await restore(
      {
        db: database.db,
        dataDir: config.dataDir,
        bucket,
        migrations: await folderOfTexts('migrations', '.sql'),
        secretFingerprint: secretsOf(key).fingerprint,
        newKey: asked.newKey,
        leaveOutDamaged: asked.leaveOutDamaged,
      },
      folder,
    );
    process.stdout.write(told(restored));
    return 0;
  } finally {
    await database.close();
  }
}

function read(args: string[]) {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { 'new-key': { type: 'boolean' }, 'leave-out-damaged': { type: 'boolean' } },
    });
    const [folder, ...more] = positionals;
    if (folder === undefined || more.length > 0) return null;
    return {
      folder,
      newKey: values['new-key'] ?? false,
      leaveOutDamaged: values['leave-out-damaged'] ?? false,
    };
  } catch {
    return null;
  }
}

/** A path, or the name of a backup of this DATA_DIR. */
async function folderOf({ dataDir }: Config, named: string): Promise<string> {
  const there = await stat(named).catch(() => null);
  return there ? resolve(named) : join(shelfOf(dataDir), named);
}

const NO_KEY = ({ dataDir }: Config) =>
  `The secret key is in no backup. Put the file secret.key of the desk that made this backup at ${join(dataDir, 'secret.key')} first. If it is lost, add --new-key: the passwords of mailboxes must then be entered again.`;

function told({ manifest, leftOut }: Restored): string {
  const rows = (name: string) => manifest.tables.find((table) => table.name === name)?.rows ?? 0;
  const at = new Date(manifest.at).toISOString();
  return [
    `Restored the backup of ${at}: ${rows('ticket')} tickets, ${rows('message')} messages, ${rows('ledger')} mails in the ledger.`,
    ...(leftOut > 0 ? [`${leftOut} damaged mails or attachments were left out.`] : []),
    '',
    'When Heed starts:',
    '- Mail that came after the backup and is still on the mail server is collected again, each once. What came before now',
    '  gets no acknowledgement: it may have had one.',
    '- Mail that was pushed to Heed after the backup (SMTP, heed ingest) is on no server: it is gone, unless DATA_DIR kept it.',
    '- Answers and notes written after the backup are gone from Heed; customers keep the answers they got. Answers that were',
    '  still on their way then go out, maybe a second time. Acknowledgements that were do not.',
    '- Everybody signs in again. Ticket numbers skip ahead, so that no number is ever given twice.',
    '',
  ].join('\n');
}
