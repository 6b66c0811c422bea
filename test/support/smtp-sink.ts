import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

/** A mail the sink took, in the order of its 250s. `raw` is a binary string, dots unstuffed. */
export type SunkMail = { from: string; to: string[]; raw: string; connection: number; at: number };

/** What the server does instead of the usual answer: a reply line, or `close`, `stall`, `tear` (half a code, then close), `drip`. */
export type Answer = string;

/**
 * What departs from a well-behaved relay. A function is asked for each command (undefined = as usual);
 * `body` is the answer after the final dot, and 'lose' takes the mail but closes instead of the 250.
 */
export type SinkScript = {
  greeting?: Answer;
  ehlo?: Answer;
  auth?: (credentials: { user: string; password: string }) => Answer | undefined;
  /** Which access tokens are good: AUTH is by them alone, with these mechanisms. */
  tokens?: { mechanisms: string; good: (user: string, token: string) => boolean };
  mail?: (from: string, nth: number) => Answer | undefined;
  rcpt?: (to: string) => Answer | undefined;
  data?: (nth: number) => Answer | undefined;
  body?: (mail: SunkMail, nth: number) => Answer | undefined;
  /** Closes in the middle of the body, after this many bytes of it. */
  closeInBodyAfter?: number;
  /** Written over the Message-ID of what is collected, as some relays do. */
  rewriteMessageId?: (id: string) => string;
  /** EHLO lines; PIPELINING, SIZE and 8BITMIME when not given. */
  extensions?: string[];
};

export type Sink = {
  host: string;
  port: number;
  url: string;
  mails: SunkMail[];
  /** Replaced at any time. */
  script: SinkScript;
  /** How many connections were ever opened. */
  connections(): number;
  /** Resolves when `count` mails were taken; rejects after the deadline. */
  received(count: number, withinMs?: number): Promise<SunkMail[]>;
  close(): Promise<void>;
};

/** A real SMTP server on a port of its own that takes everything, except where its script says otherwise. */
export async function startSink({ script = {}, port = 0 }: { script?: SinkScript; port?: number } = {}): Promise<Sink> {
  const sockets = new Set<Socket>();
  const counts = { connections: 0, mail: 0, data: 0, body: 0 };
  const server = createServer((socket) => {
    counts.connections += 1;
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => {});
    socket.once('close', () => sockets.delete(socket));
    serve(socket, sink, counts);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const bound = (server.address() as AddressInfo).port;

  const sink: Sink = {
    host: '127.0.0.1',
    port: bound,
    url: `smtp://127.0.0.1:${bound}`,
    mails: [],
    script,
    connections: () => counts.connections,
    async received(count, withinMs = 10_000) {
      const deadline = Date.now() + withinMs;
      while (sink.mails.length < count) {
        if (Date.now() > deadline) throw new Error(`${sink.mails.length} of ${count} mails came within ${withinMs} ms`);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      return sink.mails;
    },
    close() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  return sink;
}

const EXTENSIONS = ['PIPELINING', 'SIZE 26214400', '8BITMIME'];
const END_OF_BODY = '\r\n.\r\n';

type Counts = { connections: number; mail: number; data: number; body: number };

function serve(socket: Socket, sink: Sink, counts: Counts): void {
  const connection = counts.connections;
  let from = '';
  let to: string[] = [];
  let inBody = false;
  let refusing = false;
  let input = '';

  const answer = (usual: string, instead: Answer | undefined): boolean => {
    if (instead === 'close') socket.destroy();
    else if (instead === 'tear') socket.end(usual.slice(0, 2));
    else if (instead === 'drip') drip(socket, usual);
    else if (instead !== 'stall') socket.write(`${instead ?? usual}\r\n`);
    return instead === undefined || /^[23]/.test(instead);
  };
  const forget = () => {
    from = '';
    to = [];
  };

  const command = (line: string) => {
    const { script } = sink;
    const verb = line.slice(0, 4).toUpperCase();
    const path = /<([^>]*)>/.exec(line)?.[1] ?? '';
    if (verb === 'EHLO') {
      const auth = script.tokens ? [`AUTH ${script.tokens.mechanisms}`] : script.auth ? ['AUTH PLAIN'] : [];
      const lines = ['sink.example', ...(script.extensions ?? EXTENSIONS), ...auth];
      answer(lines.map((text, at) => `250${at === lines.length - 1 ? ' ' : '-'}${text}`).join('\r\n'), script.ehlo);
    } else if (/^AUTH (XOAUTH2|OAUTHBEARER) /.test(line) && script.tokens) {
      const words = Buffer.from(line.split(' ')[2] ?? '', 'base64').toString();
      const [first = '', ...fields] = words.split('\u0001');
      const user = first.replace(/^(?:n,a=|user=)|,$/g, '');
      const token = fields.find((field) => field.startsWith('auth=Bearer '))?.slice('auth=Bearer '.length) ?? '';
      refusing = !script.tokens.good(user, token);
      answer(refusing ? '334 eyJzdGF0dXMiOiI0MDEifQ==' : '235 welcome', undefined);
    } else if (refusing) {
      refusing = false;
      answer('535 5.7.8 bad token', undefined);
    } else if (verb === 'AUTH') {
      const [, user = '', password = ''] = Buffer.from(line.split(' ')[2] ?? '', 'base64')
        .toString()
        .split('\0');
      answer('235 welcome', script.auth?.({ user, password }));
    } else if (verb === 'MAIL') {
      counts.mail += 1;
      if (answer('250 sender fine', script.mail?.(path, counts.mail))) from = path;
    } else if (verb === 'RCPT') {
      if (answer('250 recipient fine', script.rcpt?.(path))) to.push(path);
    } else if (verb === 'DATA') {
      counts.data += 1;
      if (to.length === 0) answer('503 no recipient', undefined);
      else inBody = answer('354 go ahead', script.data?.(counts.data));
    } else if (verb === 'QUIT') {
      socket.end('221 bye\r\n');
    } else if (verb === 'RSET' || verb === 'NOOP') {
      if (verb === 'RSET') forget();
      answer('250 fine', undefined);
    } else {
      answer('502 what?', undefined);
    }
  };

  const body = (stuffed: string) => {
    inBody = false;
    counts.body += 1;
    const plain = stuffed.replace(/(^|\r\n)\.\./g, '$1.');
    const mail: SunkMail = { from, to, raw: withId(plain, sink.script.rewriteMessageId), connection, at: Date.now() };
    const instead = sink.script.body?.(mail, counts.body);
    forget();
    if (instead === 'lose') {
      sink.mails.push(mail);
      socket.destroy();
    } else if (answer(`250 2.0.0 Ok: queued as Q${counts.body}`, instead)) sink.mails.push(mail);
  };

  socket.on('data', (chunk) => {
    input += chunk.toString('binary');
    for (;;) {
      if (inBody) {
        const { closeInBodyAfter } = sink.script;
        if (closeInBodyAfter !== undefined && input.length > closeInBodyAfter) return socket.destroy();
        const empty = input.startsWith('.\r\n');
        const end = empty ? 0 : input.indexOf(END_OF_BODY);
        if (end < 0) return;
        const text = empty ? '' : input.slice(0, end + 2);
        input = input.slice(end + (empty ? 3 : END_OF_BODY.length));
        body(text);
      } else {
        const end = input.indexOf('\r\n');
        if (end < 0) return;
        const line = input.slice(0, end);
        input = input.slice(end + 2);
        command(line);
      }
    }
  });
  answer('220 sink.example ESMTP', sink.script.greeting);
}

// Milliseconds between letters: never silent for long, and never done.
const DRIP_EVERY = 50;

function drip(socket: Socket, line: string): void {
  let at = 0;
  const timer = setInterval(() => socket.write(at < 4 ? (line[at++] ?? ' ') : ' '), DRIP_EVERY);
  socket.once('close', () => clearInterval(timer));
}

function withId(raw: string, rewrite: ((id: string) => string) | undefined): string {
  return rewrite
    ? raw.replace(/^(Message-ID:\s*)(<[^>]*>)/im, (_, head: string, id: string) => head + rewrite(id))
    : raw;
}

/** A header of a raw mail, unfolded; '' when it has none. */
export function headerOf(raw: string, name: string): string {
  const head = (raw.split(/\r?\n\r?\n/, 1)[0] ?? '').replace(/\r?\n[ \t]+/g, ' ');
  return new RegExp(`^${name}:[ \\t]*(.*)$`, 'im').exec(head)?.[1]?.trim() ?? '';
}
