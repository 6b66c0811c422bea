import type { Delivering } from '../deliver.ts';
import type { Attempt, Claimed, Outcome } from '../desk/sending.ts';
import { bodyOf, deliveryId, isLoopback, mayTellItself, type Telling } from '../desk/webhook.ts';
import type { Post } from '../notify/heard.ts';
import { webhookHeaders } from '../notify/signature.ts';
import type { Edges } from '../open-edges.ts';
import { type Reached, unwatched } from '../reached.ts';
import { readNow } from '../store/now.ts';
import { beginSending, claimOutbox, releaseStale, settleOutbox } from '../store/outbox.ts';
import { endWebhooks, receivers, tellOfGivenUp } from '../store/webhooks.ts';
import { insist } from './insist.ts';

/** One delivery, signed: it is sent within moments. */
type Signed = { row: Claimed; url: URL; headers: Record<string, string>; body: string };

/** The delivering story for webhooks: at least once, and by its id a receiver knows what came twice. */
export function tellingWebhooks(
  heed: Pick<Edges, 'db' | 'secrets' | 'config' | 'log'>,
  post: Post,
  reached: Reached = unwatched,
): Delivering<Signed> {
  const { db, config, log } = heed;
  // Asked to hear nothing more, on this batch.
  const gone = new Set<number>();
  return {
    now: () => readNow(db),
    claim: (limit) => claimOutbox(db, limit, 'webhooks'),
    stale: () => releaseStale(db, 'webhooks'),
    quiet: async () => new Map(),
    async make(rows) {
      const to = await receivers(
        db,
        rows.flatMap(({ webhookId }) => webhookId ?? []),
      );
      const timestamp = Math.floor((await readNow(db)) / 1000);
      return rows.map((row) => {
        const receiver = to.get(row.webhookId ?? 0);
        if (!receiver) return { row, error: new Error('its webhook is gone') };
        const body = bodyOf(row.content as Telling, config.baseUrl);
        const secret = heed.secrets.decrypt(receiver.secret);
        return {
          row,
          url: new URL(receiver.url),
          headers: webhookHeaders(secret, { id: deliveryId(row.id), timestamp, body }),
          body,
        };
      });
    },
    async keepMade(made) {
      const ours = await insist(() =>
        beginSending(
          db,
          made.map(({ row }) => row),
        ),
      );
      return made.filter(({ row }) => ours.has(row.id));
    },
    async send({ row, url, headers, body }): Promise<Attempt> {
      const heard = await post(url, { headers, body });
      if (heard === 'taken') return { sent: true, seenMessageId: null, rejected: [] };
      if (heard !== 'gone') return { sent: false, outcome: 'temporary', words: heard.failed };
      gone.add(row.id);
      return { sent: false, outcome: 'refused', words: GONE };
    },
    settle: (outcomes) => insist(() => settle(db, outcomes, gone)),
    failed: (row, error) => log.error({ outboxId: row.id, error: String(error) }, 'a webhook could not be told'),
    reached,
  };
}

const GONE = 'It answered 410: it wants to hear nothing more.';

/** Which URLs may lead to this machine. */
export const itselfFor = ({ baseUrl }: { baseUrl: URL }) => {
  const may = mayTellItself(baseUrl);
  return (url: URL): boolean => may && isLoopback(url);
};

async function settle(
  db: Edges['db'],
  outcomes: { row: Claimed; outcome: Outcome }[],
  gone: Set<number>,
): Promise<void> {
  const webhooksOf = (which: (one: { row: Claimed; outcome: Outcome }) => boolean) => [
    ...new Set(outcomes.filter(which).flatMap(({ row }) => row.webhookId ?? [])),
  ];
  await db.transaction().execute(async (tx) => {
    const now = await readNow(tx);
    await settleOutbox(
      tx,
      outcomes.map(({ outcome }) => outcome),
      now,
    );
    const ended = webhooksOf(({ row }) => gone.has(row.id));
    await endWebhooks(
      tx,
      ended.map((id) => ({ id, why: GONE })),
    );
    await tellOfGivenUp(tx, {
      taken: webhooksOf(({ outcome }) => outcome.state === 'sent'),
      givenUp: webhooksOf(({ outcome }) => outcome.state === 'failed'),
    });
  });
  for (const { row } of outcomes) gone.delete(row.id);
}
