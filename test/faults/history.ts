import { createHash } from 'node:crypto';
import { type Random, seeded } from '../bench/random.ts';

/** A mail the harness injected: what must have become of it is known here and nowhere in the product. */
export type Injected = {
  /** In X-Test-Id. */
  id: string;
  raw: Buffer;
  /** Of the raw mail: joins it with the ledger. */
  sha256: string;
  messageId: string | null;
  from: string;
  /** The id of the mail it replies to. */
  parent: string | null;
  /** The id of the mail whose ticket it belongs to; its own when it opens one. */
  root: string;
  /** The id of the mail of which it is another copy: it must add nothing. */
  copyOf: string | null;
  mailbox: string;
  folder: string;
  /** A machine's mail, which is never acknowledged. */
  machine: boolean;
  /** Nobody can read it: it may be kept aside. */
  poison: boolean;
  /** Somebody opened it in another mail program. */
  seen: boolean;
  /** Somebody moved it to its folder from this one. */
  movedFrom: string | null;
  /** Somebody took it from the server: the desk may have it or not. */
  gone: boolean;
};

/** A customer's mailings, the same for the same seed. */
export type History = {
  mails: Injected[];
  /** Composes the next mail to this mailbox, of any kind that a mailbox gets. */
  next(mailbox: string, folder?: string, kind?: Kind): Injected;
  /** Another delivery of a mail: the same but for the trace its way left on it. */
  copy(of: Injected, mailbox: string, folder?: string): Injected;
  /** A mail that breaks what reads it. */
  poison(mailbox: string, raw: Buffer): Injected;
  /** Its sender never heard that it was taken, and keeps it. */
  forget(mail: Injected): void;
};

export type Kind = 'question' | 'reply' | 'copy' | 'no id' | 'attachment' | 'machine';

const KINDS: readonly Kind[] = ['question', 'question', 'question', 'reply', 'copy', 'no id', 'attachment', 'machine'];

const UNTOUCHED = { seen: false, movedFrom: null, gone: false };

export function startHistory(seed: number): History {
  const random = seeded(seed);
  const mails: Injected[] = [];
  let count = 0;
  const nextId = () => `${seed}-${++count}`;
  const add = (mail: Omit<Injected, 'sha256'>): Injected => {
    const injected = { ...mail, sha256: createHash('sha256').update(mail.raw).digest('hex') };
    mails.push(injected);
    return injected;
  };
  const history: History = {
    mails,
    next(mailbox, folder = 'INBOX', kind = random.pick(KINDS)) {
      const earlier = mails.filter((one) => one.messageId !== null && one.mailbox === mailbox && !one.machine);
      if (kind === 'copy' && earlier.length > 0) return history.copy(random.pick(earlier), mailbox, folder);
      const parent = kind === 'reply' && earlier.length > 0 ? random.pick(earlier) : null;
      const id = nextId();
      // A domain each: nobody is paced as one of many strangers from one place.
      const from = parent?.from ?? `ada@customer-${id}.example`;
      const messageId = kind === 'no id' ? null : `<${id}@customer.example>`;
      const raw = compose(random, { id, kind, from, to: mailbox, messageId, parent });
      return add({
        id,
        raw,
        messageId,
        from,
        parent: parent?.id ?? null,
        root: parent?.root ?? id,
        copyOf: null,
        mailbox,
        folder,
        machine: kind === 'machine',
        poison: false,
        ...UNTOUCHED,
      });
    },
    copy(of, mailbox, folder = 'INBOX') {
      const id = nextId();
      const trace = `Received: from relay-${id}.example by mx.example; Mon, 2 Mar 2026 10:00:00 +0000\r\n`;
      const raw = Buffer.concat([Buffer.from(trace), of.raw]);
      return add({ ...of, ...UNTOUCHED, id, raw, copyOf: of.copyOf ?? of.id, mailbox, folder });
    },
    poison(mailbox, raw) {
      const [id, from] = [nextId(), `eve@poison-${count}.example`];
      const text = Buffer.concat([Buffer.from(`X-Test-Id: ${id}\r\nFrom: ${from}\r\nTo: ${mailbox}\r\n`), raw]);
      const where = { mailbox, folder: 'INBOX', parent: null, root: id, copyOf: null };
      return add({ id, raw: text, from, messageId: null, machine: false, poison: true, ...UNTOUCHED, ...where });
    },
    forget(mail) {
      mails.splice(mails.indexOf(mail), 1);
    },
  };
  return history;
}

type Draft = {
  id: string;
  kind: Kind;
  from: string;
  to: string;
  messageId: string | null;
  parent: Injected | null;
};

function compose(random: Random, { id, kind, from, to, messageId, parent }: Draft): Buffer {
  const head = [
    `X-Test-Id: ${id}`,
    `From: Ada <${from}>`,
    `To: ${to}`,
    `Subject: ${parent ? 'Re: ' : ''}Question ${parent?.root ?? id}`,
    ...(messageId ? [`Message-ID: ${messageId}`] : []),
    ...(parent?.messageId ? [`In-Reply-To: ${parent.messageId}`, `References: ${parent.messageId}`] : []),
    ...(kind === 'machine' ? ['Auto-Submitted: auto-generated'] : []),
    // Without either, a mail is one by its place in the ledger alone.
    ...(kind === 'no id' ? [] : [`Date: ${new Date().toUTCString()}`]),
    'MIME-Version: 1.0',
  ];
  const words = `The engine of ${id} does not start. ${'It coughs. '.repeat(random.between(1, 200))}`;
  if (kind !== 'attachment') return lines([...head, 'Content-Type: text/plain; charset=utf-8', '', words]);
  const file = random.bytes(random.between(1000, 40_000)).toString('base64').replace(/.{76}/g, '$&\r\n');
  return lines([
    ...head,
    'Content-Type: multipart/mixed; boundary="part"',
    '',
    '--part',
    'Content-Type: text/plain',
    '',
    words,
    '--part',
    `Content-Type: application/octet-stream; name="${id}.bin"`,
    'Content-Transfer-Encoding: base64',
    `Content-Disposition: attachment; filename="${id}.bin"`,
    '',
    file,
    '--part--',
  ]);
}

const lines = (text: string[]) => Buffer.from(`${text.join('\r\n')}\r\n`);
