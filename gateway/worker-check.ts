import { check, type Findings } from './check.ts';
import { r2Spool } from './mail/r2-spool.ts';
import { countSources } from './store/census.ts';
import { checkupOf, keepCheckup } from './store/checkups.ts';
import { countWaiting } from './store/waiting.ts';
import { askInvariants } from './store/walk.ts';
import { askFiles } from './wiring/asking-files.ts';
import { askSchema } from './wiring/asking-schema.ts';
import type { Extent } from './wiring/extents.ts';
import type { WorkerEnv } from './worker-env.ts';
import type { Opened } from './worker-open.ts';
import { MIGRATIONS } from './worker-texts.ts';

/** An invocation may ask R2 and the database a thousand times, and is billed for each. */
const EXTENT: Extent = { newest: 20_000, share: 20_000, files: 200, hashes: 20, hashShare: 20 };

/** Checks what a gateway without a disk and without mail servers can: database, bucket and spool. Keeps what it found. */
export async function checkWorker(heed: Opened, { MAIL }: WorkerEnv): Promise<Findings> {
  const boxes = await heed.mailboxes();
  const rolled = { ...(await checkupOf(heed.db)).rolled };
  const found = await check({
    sources: () => countSources(heed.db),
    waiting: () => countWaiting(heed.db),
    missing: async ({ mailboxId }) =>
      boxes.find(({ id }) => id === mailboxId)?.connection.imap
        ? { count: null, read: 0, problem: 'This gateway cannot ask mail servers.' }
        : { count: 0, read: 0, problem: null },
    spooled: () => r2Spool(MAIL).ages(),
    questions: {
      async 'the database'() {
        const asked = await askInvariants(heed.db, EXTENT, rolled);
        Object.assign(rolled, asked.rolled);
        return asked.findings;
      },
      'the kept mail': () => askFiles(heed, EXTENT, rolled),
      'the schema': () => askSchema(heed.db, MIGRATIONS),
    },
  });
  await keepCheckup(heed.db, found, rolled);
  return found;
}
