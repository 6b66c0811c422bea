import { join } from 'node:path';
import type pg from 'pg';
import { type AgentClient, eventually, setUpDesk } from '../support/agent-client.ts';
import { MAILBOX_PASSWORD } from '../support/dovecot.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { DESK, TRUSTED_HOST } from './mails.ts';
import type { Place } from './place.ts';

/** A Heed on this place: its database, its agent, and how to start it again. */
export type BenchDesk = { client: pg.Client; agent: AgentClient; gateway: Gateway; start(): Promise<Gateway> };

type Mailboxes = { mailboxes: { id: number; lastPolledAt: number | null }[] };

/** Sets a desk up on an empty mailbox, which is then its own from the first mail on, and tells it whose word to trust. */
export async function setUpHeed(place: Place, user: string): Promise<BenchDesk> {
  const { url, client } = await place.freshDatabase();
  const start = () =>
    startGateway({
      ...(process.env.NODE_OPTIONS ? { NODE_OPTIONS: process.env.NODE_OPTIONS } : {}),
      DATABASE_URL: url,
      SECRET_KEY: 'a key of the benchmark, long enough',
      IMAP_URL: `imap://${encodeURIComponent(user)}:${MAILBOX_PASSWORD}@127.0.0.1:${place.dovecot.port}`,
      SMTP_URL: place.sink.url,
      MAIL_ADDRESS: DESK,
      DATA_DIR: join(place.folder, 'data'),
    });
  const gateway = await start();
  const agent = await setUpDesk(gateway.url, gateway.setUpPath);
  const mailbox = await eventually(async () =>
    (await agent.get<Mailboxes>('/api/mailboxes')).mailboxes.find((one) => one.lastPolledAt !== null),
  );
  await agent.send('PUT', `/api/mailboxes/${mailbox.id}`, { authservId: TRUSTED_HOST });
  return { client, agent, gateway, start };
}
