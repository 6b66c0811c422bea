import type { Finding } from '../desk/finding.ts';
import { SECOND } from '../desk/instant.ts';
import { whyUnreachable } from '../desk/reachable.ts';
import { backupTroubles } from '../keep/nightly.ts';
import type { Heed } from '../open.ts';
import { grantsEnding } from '../store/grants.ts';
import { readNow } from '../store/now.ts';
import { arrivedBeforeSent, notifyNobody } from '../store/soundings.ts';
import { openServer } from './collecting.ts';
import { providerName } from './grants.ts';
import { onCallTroubles } from './on-call-troubles.ts';
import { obstacles } from './room.ts';

/** What is not broken and will not do for long, as questions of a check. */
export function warnings(heed: Heed): Record<string, () => Promise<Finding[]>> {
  return {
    'the mailboxes': () => fullMailboxes(heed),
    'the sign-ins': () => grantsEnding(heed.db, providerName),
    'the address of this desk': () => unreachable(heed),
    'live updates': () => deaf(heed),
    'the clocks': () => clocksOff(heed),
    'the room to work in': async () =>
      (await obstacles(heed)).map(({ code, words }) =>
        warning(code, words, 'Collecting goes on by itself as soon as this is over.'),
      ),
    'the backups': async () =>
      (await backupTroubles(heed.db)).map(({ code, words, count }) => ({
        ...warning(code, words, 'See docs/BACKUP.md; the log says why.'),
        count,
      })),
    'who is on call': () => onCallTroubles(heed),
  };
}

const warning = (code: string, words: string, advice: string, examples: string[] = []): Finding => ({
  code,
  severity: 'warning',
  count: 1,
  words,
  advice,
  examples,
});

/** From here on a mailbox is soon full, and then its server refuses customers' mail before anybody here sees it. */
const NEARLY_FULL = 0.9;

async function fullMailboxes(heed: Heed): Promise<Finding[]> {
  const found: Finding[] = [];
  for (const mailbox of await heed.mailboxes()) {
    if (!mailbox.connection.imap) continue;
    // One that does not answer is told where its mail is counted.
    const full = await openServer(heed, mailbox)
      .then(async (opened) => {
        await using server = opened;
        return await server.fullness();
      })
      .catch(() => null);
    if (full === null || full <= NEARLY_FULL) continue;
    const words = `${mailbox.address} is ${Math.round(full * 100)} % full. Its server refuses mail once it is full.`;
    found.push(
      warning('mailbox nearly full', words, 'Delete or archive old mail on its server, or ask for more room.'),
    );
  }
  return found;
}

/** A desk that tries the sandbox is on somebody's own machine, as it should be. */
async function unreachable(heed: Heed): Promise<Finding[]> {
  if (!(await heed.mailboxes()).some(({ kind }) => kind !== 'sandbox')) return [];
  const { baseUrl } = heed.config;
  const why = whyUnreachable(baseUrl);
  if (why === null) return [];
  const words = `BASE_URL is ${baseUrl.origin}: ${why}. Links in our mail lead there.`;
  return [
    warning('address not reachable', words, 'Set BASE_URL to the https address; docs/HTTPS.md shows ways to one.'),
  ];
}

/** What the database tells, it tells at once. */
const HEARD_WITHIN = 3 * SECOND;

async function deaf({ db, live }: Heed): Promise<Finding[]> {
  let timer: NodeJS.Timeout | undefined;
  let forget = () => {};
  const heard = new Promise<boolean>((resolve) => {
    forget = live.subscribe(() => resolve(true));
    timer = setTimeout(resolve, HEARD_WITHIN, false);
  });
  try {
    await notifyNobody(db);
    if (await heard) return [];
  } finally {
    clearTimeout(timer);
    forget();
  }
  return [
    warning(
      'live updates are late',
      'This gateway does not hear the database: changes show some seconds late.',
      'A pooler in transaction mode carries no LISTEN: let DATABASE_URL lead to PostgreSQL itself, or to a session pool.',
    ),
  ];
}

/** Further apart, two clocks tell different stories. */
const MOST_APART = 5 * SECOND;

async function clocksOff({ db }: Pick<Heed, 'db'>): Promise<Finding[]> {
  const before = Date.now();
  const database = await readNow(db);
  const apart = database - (before + Date.now()) / 2;
  const ahead = await arrivedBeforeSent(db);
  const advice = 'Let a time service (chrony, systemd-timesyncd) run on both machines.';
  return [
    ...(Math.abs(apart) > MOST_APART
      ? [warning('clock is off', `The clock of the database is ${off(apart)} that of this gateway.`, advice)]
      : []),
    ...(ahead > MOST_APART
      ? [
          warning(
            'clock is off',
            `A mail server dates its mail ${seconds(ahead)} after we had it: its clock or that of the database is off. Promises are counted by them.`,
            advice,
          ),
        ]
      : []),
  ];
}

const seconds = (milliseconds: number): string => `${Math.round(Math.abs(milliseconds) / SECOND)} s`;
const off = (apart: number): string => `${seconds(apart)} ${apart > 0 ? 'ahead of' : 'behind'}`;
