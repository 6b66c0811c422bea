import { networkInterfaces } from 'node:os';
import QRCode from 'qrcode';
import type { Sandbox } from '../mail/sandbox.ts';
import type { Heed } from '../open.ts';

/** What a person who starts Heed reads: where it is, how to set it up, how to send it a mail. */
export async function greeting(
  heed: Heed,
  { port, setUp, sandbox }: { port: number; setUp: string | null; sandbox: Sandbox | null },
): Promise<string> {
  const { baseUrl } = heed.config;
  const base = baseUrl.href.replace(/\/$/, '');
  const local = `http://localhost:${port}`;
  const lines = [
    '',
    `Heed runs at ${base}`,
    ...(base === local ? [] : [`  on this machine: ${local}`]),
    ...(setUp ? ['', 'Set it up with this link, which works once:', `  ${base}${setUp}`] : []),
    '',
    // A phone that scans "localhost" finds itself.
    ...(isLocal(baseUrl) ? [] : [await qrCode(`${base}${setUp ?? '/app/'}`)]),
    ...(sandbox ? sandboxLines(sandbox, await addressOf(heed)) : []),
    ...(baseUrl.protocol === 'https:' ? [] : insecureLines(port)),
    'Stop with Ctrl-C.',
    '',
  ];
  return `${lines.join('\n')}\n`;
}

const isLocal = ({ hostname }: URL) => hostname === 'localhost' || hostname.startsWith('127.');

const qrCode = (text: string) => QRCode.toString(text, { type: 'utf8', errorCorrectionLevel: 'L' });

function sandboxLines({ door }: Sandbox, address: string): string[] {
  return [
    `No mailbox is connected: mail stays in the sandbox. Customers write to ${address}. Send it one:`,
    '  npm run heed -- send --from ada@customer.example --subject "Printer" "It does not print."',
    `  or any mail client: SMTP server ${door.host}, port ${door.port}, no encryption, no password`,
    '',
  ];
}

/** A phone neither installs nor wakes an app of an address without https. */
function insecureLines(port: number): string[] {
  const here = Object.values(networkInterfaces())
    .flat()
    .find((one) => one && !one.internal && one.family === 'IPv4');
  return [
    `This address is not https: a phone${here ? ` can open http://${here.address}:${port}, but` : ''} can neither install the app nor be woken.`,
    'The README shows tested ways to https; then set BASE_URL.',
    '',
  ];
}

async function addressOf(heed: Heed): Promise<string> {
  return (await heed.mailboxes())[0]?.address ?? '';
}
