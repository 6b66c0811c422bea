import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { readConfig } from '../../gateway/config.ts';
import { backup } from '../../gateway/keep/backup.ts';
import { restore } from '../../gateway/keep/restore.ts';
import { type Heed, openDatabase, openHeed, readSecretKey } from '../../gateway/open.ts';
import { secretsOf } from '../../gateway/secrets.ts';
import { startMail } from '../../gateway/wiring/start-mail.ts';
import { intoDesk, newDataDir } from '../support/kept-desk.ts';
import { letter } from '../support/running-desk.ts';

const DESK = 'support@desk.example';

const deskIn = (dataDir: string) => readConfig({ DATA_DIR: dataDir, SANDBOX_SMTP_PORT: '0', LOG_LEVEL: 'silent' });

/** Each sender's tickets, and the acknowledgements that went out to each, read off the sandbox's own copies. */
async function run(dataDir: string, work: (desk: Desk) => Promise<void>): Promise<void> {
  await using heed = await openHeed(deskIn(dataDir));
  await using mail = await startMail(heed);
  const { sandbox } = mail;
  if (!sandbox) throw new Error('no sandbox');
  await work({
    heed,
    async write(from) {
      const raw = Buffer.from(letter({ to: DESK, from: `${from}@post.example`, subject: `A word of ${from}` }));
      await sandbox.deliver(raw, { from: `${from}@post.example`, to: [DESK] });
    },
    async acknowledged() {
      const to: string[] = [];
      for await (const { envelope } of sandbox.sent.all()) to.push(...envelope.to);
      return to.map((address) => address.split('@')[0] ?? '').sort();
    },
  });
}

type Desk = { heed: Heed; write(from: string): Promise<void>; acknowledged(): Promise<string[]> };

async function openers({ db }: Pick<Heed, 'db'>) {
  const { rows } = await sql<{ from: string; id: number; code: string | null }>`
    select split_part(c.address, '@', 1) as from, t.id, case when (t.acknowledgement->>'sent')::boolean then null else t.acknowledgement->>'code' end as code
    from ticket t join contact c on c.id = t.requester_id order by t.id`.execute(db);
  return rows;
}

test('mail since the backup is collected again once, and not acknowledged again; later mail is', {
  timeout: 90_000,
}, async () => {
  const dataDir = await newDataDir();
  let folder = '';
  await run(dataDir, async ({ heed, write, acknowledged }) => {
    await write('ada');
    await expect.poll(acknowledged, { timeout: 20_000 }).toEqual(['ada']);
    ({ folder } = await backup({ db: heed.db, dataDir }, 'by hand'));
    await write('ben');
    await expect.poll(acknowledged, { timeout: 20_000 }).toEqual(['ada', 'ben']);
  });

  // The database is lost; the mail server is not.
  await rm(join(dataDir, 'database'), { recursive: true });
  const config = deskIn(dataDir);
  const database = await openDatabase(config);
  const { fingerprint } = secretsOf((await readSecretKey(config)) ?? '');
  await restore(await intoDesk(database.db, dataDir, { secretFingerprint: fingerprint }), folder);
  await database.close();

  await run(dataDir, async ({ heed, write, acknowledged }) => {
    // Mail servers tell the second a mail came in, and no less: one of the restore's own second counts as before it.
    await setTimeout(1000);
    await write('cleo');
    await expect.poll(acknowledged, { timeout: 20_000 }).toEqual(['ada', 'ben', 'cleo']);
    await expect.poll(() => openers(heed), { timeout: 20_000 }).toHaveLength(3);
    const [ada, ...since] = await openers(heed);
    expect(ada).toMatchObject({ from: 'ada', id: 1, code: null });
    expect(since.sort((a, b) => (a.from < b.from ? -1 : 1))).toMatchObject([
      { from: 'ben', code: 'restored' },
      { from: 'cleo', code: null },
    ]);
    expect(Math.min(...since.map(({ id }) => id))).toBeGreaterThan(1000);
    const { rows } = await sql`select key, disposition from ledger order by key`.execute(heed.db);
    expect(rows).toEqual(['1', '2', '3'].map((key) => ({ key, disposition: 'ticket' })));
  });
});
