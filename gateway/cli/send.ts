import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import MailComposer from 'nodemailer/lib/mail-composer';
import { type Config, readConfig } from '../config.ts';
import { ADDRESS_FILE, SANDBOX_SMTP_PORT } from '../mail/sandbox.ts';
import { openSender } from '../mail/send.ts';

const USAGE = `heed send --from ada@post.example --subject "The printer is on fire" "Please come quickly."
heed send [--from ada@post.example] --file mail.eml

Sends a mail to the mail sandbox, as a customer would. --to names another address of the desk; --port another sandbox.
`;

/** Sends one mail to the sandbox of this machine. Exit code 0 = it took the mail, 1 = it did not, 64 = called wrongly. */
export async function send(args: string[]): Promise<number> {
  const asked = read(args);
  if (!asked) {
    process.stderr.write(USAGE);
    return EX_USAGE;
  }
  try {
    const config = readConfig(process.env);
    const to = asked.to ?? (await sandboxAddress(config));
    const bytes = asked.file === undefined ? await compose({ ...asked, to }) : await readFile(asked.file);
    const from = asked.from === undefined ? senderIn(bytes) : addressIn(asked.from);
    const port = asked.port ?? config.sandboxSmtpPort ?? SANDBOX_SMTP_PORT;
    return await hand({ from, to, bytes, port });
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}

const EX_USAGE = 64;

type Asked = { from?: string; to?: string; file?: string; subject?: string; port?: number; text: string };

function read(args: string[]): Asked | null {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        from: { type: 'string' },
        to: { type: 'string' },
        subject: { type: 'string' },
        file: { type: 'string' },
        port: { type: 'string' },
      },
    });
    const { port, ...words } = values;
    if (port !== undefined && !/^\d{1,5}$/.test(port)) return null;
    const complete =
      words.file !== undefined ? positionals.length === 0 : words.from !== undefined && positionals.length > 0;
    if (!complete) return null;
    return { ...words, text: positionals.join(' '), ...(port === undefined ? {} : { port: Number(port) }) };
  } catch {
    return null;
  }
}

/** Whose mail the sandbox takes: it left its address beside its mail. */
async function sandboxAddress({ dataDir, mailAddress }: Config): Promise<string> {
  const left = await readFile(join(dataDir, 'sandbox', ADDRESS_FILE), 'utf8').catch(() => null);
  const address = left?.trim() || mailAddress;
  if (!address)
    throw new Error(
      `No sandbox has run in ${dataDir} yet. Start Heed first (npm start), or name the address with --to.`,
    );
  return address;
}

function compose({ from = '', to, subject = '(no subject)', text }: Asked & { to: string }): Promise<Buffer> {
  const mail = new MailComposer({
    from,
    to,
    subject,
    text: `${text}\n`,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return mail.compile().build();
}

/** The envelope sender of a mail in a file: as it was delivered (Return-Path), else as it says it is from. */
function senderIn(bytes: Uint8Array): string {
  const head =
    Buffer.from(bytes)
      .toString('latin1')
      .split(/\r?\n\r?\n/, 1)[0] ?? '';
  const lines = head.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/);
  const headerOf = (name: string) =>
    lines.find((line) => line.toLowerCase().startsWith(`${name}:`))?.slice(name.length + 1);
  return addressIn(headerOf('return-path') ?? headerOf('from') ?? '');
}

const addressIn = (text: string): string =>
  /<([^<>\s]*)>/.exec(text)?.[1] ?? /[^\s<>,;"]+@[^\s<>,;"]+/.exec(text)?.[0] ?? '';

async function hand({
  from,
  to,
  bytes,
  port,
}: {
  from: string;
  to: string;
  bytes: Uint8Array;
  port: number;
}): Promise<number> {
  const sender = openSender({ host: '127.0.0.1', port, security: 'none', user: null, password: null });
  const attempt = await sender.send({ envelope: { from, to: [to] }, bytes });
  sender.close();
  if (attempt.sent) {
    process.stdout.write(`Sent to ${to}.\n`);
    return 0;
  }
  const hint =
    attempt.stage === 'connect' ? ' Is Heed running, with the sandbox on this port (SANDBOX_SMTP_PORT)?' : '';
  process.stderr.write(`${attempt.words}${hint}\n`);
  return 1;
}
