import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { DeskError } from '../desk/error.ts';
import { leaveSandbox } from '../store/configured.ts';
import type { Tx } from '../store/db.ts';
import { forgetGrant, keepGrant } from '../store/grants.ts';
import { addMailbox, changeMailbox, type MailboxFields, removeMailbox } from '../store/mailbox-changes.ts';
import { type Connection, type Mailbox, mailboxes } from '../store/mailboxes.ts';
import { endEpochsIfMoved } from '../store/moved-mailbox.ts';
import { readDesk } from '../store/settings.ts';
import { forgetSignIn } from '../store/sign-ins.ts';
import { tellOfDesk } from '../store/tell.ts';
import { type ApiEnv, agentOf } from './access.ts';
import { IdInPath } from './asks.ts';
import type { ApiDeps, MailEdge } from './deps.ts';
import {
  HistoryAsk,
  HistoryShape,
  MailboxAsk,
  MailboxChangeAsk,
  type MailboxRow,
  MailboxShape,
  MailboxTestAsk,
  MailboxTestShape,
  ServersAsk,
  ServersShape,
} from './mailbox-shapes.ts';
import { edgeOf as signInsOf } from './oauth.ts';
import { gives, says, takes } from './route.ts';
import type { SignInEdge } from './sign-in-edge.ts';

const ListShape = z.object({ mailboxes: z.array(MailboxShape) });
const OneShape = z.object({ mailbox: MailboxShape });
const DoneShape = z.object({ done: z.literal(true) });

/** The addresses customers write to. Passwords are sealed on the way in and never told. */
export function mailboxRoutes(deps: ApiDeps) {
  const { db } = deps;
  return new Hono<ApiEnv>()
    .get('/mailboxes', says('The mailboxes', ListShape), async (c) =>
      gives(c, ListShape, { mailboxes: (await mailboxes(db)).map(toRow) }),
    )
    .post('/mailboxes/servers', says('The servers of an address', ServersShape), takes('json', ServersAsk), async (c) =>
      gives(c, ServersShape, await edgeOf(deps).findServers(c.req.valid('json').address)),
    )
    .post('/mailboxes/test', says('Log in for real', MailboxTestShape), takes('json', MailboxTestAsk), async (c) => {
      const { signIn, ...asked } = c.req.valid('json');
      const granted = await grantedBy(deps, c, signIn);
      return gives(c, MailboxTestShape, await edgeOf(deps).testMailbox(asked, granted?.accessToken));
    })
    .post('/mailboxes/history', says('Count older mail', HistoryShape), takes('json', HistoryAsk), async (c) => {
      const { signIn, ...asked } = c.req.valid('json');
      const granted = await grantedBy(deps, c, signIn);
      return gives(c, HistoryShape, await edgeOf(deps).countHistory(asked, granted?.accessToken));
    })
    .post('/mailboxes', says('Connect a mailbox', OneShape), takes('json', MailboxAsk), async (c) => {
      const asked = c.req.valid('json');
      const senderName = asked.senderName ?? (await readDesk(db)).senderName;
      const granted = await grantedBy(deps, c, asked.signIn);
      const id = await db.transaction().execute(async (tx) => {
        await leaveSandbox(tx);
        const added = await addMailbox(tx, {
          ...fieldsOf(deps, asked),
          address: asked.address,
          aliases: asked.aliases ?? [],
          sender_name: senderName,
          import_since: asked.history.mode === 'since' ? Date.parse(asked.history.date) : null,
        });
        if (added === null) throw new DeskError('conflict', `${asked.address} is connected already.`);
        if (granted) await keepGranted(tx, added, granted);
        await tellOfDesk(tx, { kind: 'mailbox connected', by: agentOf(c).id, data: { mailboxId: added } });
        return added;
      });
      deps.forgetSettings();
      return gives(c, OneShape, { mailbox: toRow(await boxOf(deps, id)) });
    })
    .put(
      '/mailboxes/:id',
      says('Change a mailbox', OneShape),
      takes('param', IdInPath),
      takes('json', MailboxChangeAsk),
      async (c) => {
        const { id } = c.req.valid('param');
        const asked = c.req.valid('json');
        const [box, granted] = [await boxOf(deps, id), await grantedBy(deps, c, asked.signIn)];
        await db.transaction().execute(async (tx) => {
          const change = changeOf(deps, box, asked);
          if (change.connection) await endEpochsIfMoved(tx, box.address, change.connection);
          await changeMailbox(tx, id, change);
          if (granted) await keepGranted(tx, id, granted);
          else if (asked.imap) await forgetGrant(tx, id);
        });
        await tellOfDesk(db, { kind: 'mailbox changed', by: agentOf(c).id, data: { mailboxId: id } });
        deps.forgetSettings();
        return gives(c, OneShape, { mailbox: toRow(await boxOf(deps, id)) });
      },
    )
    .delete('/mailboxes/:id', says('Disconnect a mailbox', DoneShape), takes('param', IdInPath), async (c) => {
      const { id } = c.req.valid('param');
      if (!(await removeMailbox(db, id))) throw noMailbox();
      await tellOfDesk(db, { kind: 'mailbox disconnected', by: agentOf(c).id, data: { mailboxId: id } });
      deps.forgetSettings();
      return gives(c, DoneShape, { done: true });
    });
}

type Granted = Awaited<ReturnType<SignInEdge['use']>> & { signInId: number };

async function grantedBy(deps: ApiDeps, c: Context<ApiEnv>, signIn: number | undefined): Promise<Granted | null> {
  if (signIn === undefined) return null;
  return { ...(await signInsOf(deps).use(signIn, agentOf(c).id)), signInId: signIn };
}

async function keepGranted(tx: Tx, mailboxId: number, { provider, granted, signInId }: Granted): Promise<void> {
  await keepGrant(tx, mailboxId, provider, granted);
  await forgetSignIn(tx, signInId);
}

type Asked = z.output<typeof MailboxAsk>;
type Change = z.output<typeof MailboxChangeAsk>;
type Passwords = { imap: string; smtp: string };

const noMailbox = () => new DeskError('not_found', 'There is no such mailbox.');

function edgeOf({ mail }: ApiDeps): MailEdge {
  if (!mail) throw new DeskError('invalid', 'This gateway cannot reach mail servers. Ask another one.');
  return mail;
}

async function boxOf({ db }: ApiDeps, id: number): Promise<Mailbox> {
  const box = (await mailboxes(db)).find((one) => one.id === id);
  if (!box) throw noMailbox();
  return box;
}

function fieldsOf(deps: ApiDeps, { imap, smtp, nullSender, authservId, junkFolder, sentFolder, sentCopies }: Asked) {
  return {
    connection: { imap: serverOf(imap), smtp: serverOf(smtp) },
    secret: seal(deps, { imap: imap.password, smtp: smtp.password }),
    takes_null_sender: nullSender,
    authserv_id: authservId,
    junk_folder: junkFolder,
    sent_folder: sentFolder,
    sent_copies: sentCopies ?? null,
  };
}

const serverOf = ({ host, port, tls, user }: Asked['imap']) => ({ host, port, tls, user });

const seal = ({ secrets }: ApiDeps, passwords: Passwords): string => secrets.encrypt(JSON.stringify(passwords));

function changeOf(deps: ApiDeps, box: Mailbox, asked: Change): MailboxFields {
  const { aliases, senderName, imap, smtp, nullSender, authservId, junkFolder, sentFolder, sentCopies } = asked;
  const folder = sentFolder === undefined ? box.sentFolder : sentFolder;
  if (sentCopies === 'append' && folder === null)
    throw new DeskError('invalid', 'This mailbox has no folder of sent mail that copies could be put into.');
  const before: Passwords = box.secret ? JSON.parse(deps.secrets.decrypt(box.secret)) : { imap: '', smtp: '' };
  const reached: Connection = {
    ...box.connection,
    ...(imap ? { imap: serverOf(imap) } : {}),
    ...(smtp ? { smtp: serverOf(smtp) } : {}),
  };
  return {
    connection: reached,
    ...(aliases ? { aliases } : {}),
    ...(senderName === undefined ? {} : { sender_name: senderName }),
    ...(imap || smtp
      ? { secret: seal(deps, { imap: imap?.password ?? before.imap, smtp: smtp?.password ?? before.smtp }) }
      : {}),
    ...(nullSender === undefined ? {} : { takes_null_sender: nullSender }),
    ...(authservId === undefined ? {} : { authserv_id: authservId }),
    ...(junkFolder === undefined ? {} : { junk_folder: junkFolder }),
    ...(sentFolder === undefined ? {} : { sent_folder: sentFolder }),
    ...(sentCopies === undefined ? {} : { sent_copies: sentCopies }),
  };
}

function toRow({ kind, grant, health, ...box }: Mailbox): MailboxRow {
  const { trouble = null, lastPolledAt = null, importing = null } = HealthShape.parse(health ?? {});
  return {
    id: box.id,
    address: box.address,
    aliases: box.aliases,
    senderName: box.senderName,
    sentFolder: box.sentFolder,
    sentCopies: box.sentCopies,
    sandbox: kind === 'sandbox',
    oauth: grant?.provider ?? null,
    trouble,
    lastPolledAt,
    importing,
  };
}

/** What the collector wrote about the mailbox. */
const HealthShape = z.object({
  trouble: z.string().nullable().optional().catch(null),
  lastPolledAt: z.number().nullable().optional().catch(null),
  importing: MailboxShape.shape.importing.optional().catch(null),
});
