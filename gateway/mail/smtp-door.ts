import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';
import type { Envelope } from './record.ts';

/** A listener that takes mail over SMTP. */
export type Door = { host: string; port: number; close(): Promise<void> };

export type DoorRules = {
  /** 0 lets the system choose. */
  port: number;
  /** Whether mail for this address (lower-cased) is taken; everything else is refused, so nobody relays through us. */
  ours(address: string): boolean;
  /** What a refused sender reads beside the code. */
  refusal: string;
  /** Must resolve only once the mail is durable: the 250 is written after it. */
  keep(raw: Uint8Array, envelope: Envelope): Promise<unknown>;
};

/** As large as the largest mail that the big providers take. */
export const MAX_MAIL_BYTES = 25 * 1024 * 1024;

/**
 * Opens an SMTP listener (RFC 5321) on this machine only, without TLS or sign-in: what may reach it already runs here.
 * Answers 250 once kept, 550 to a strange recipient, 552 above MAX_MAIL_BYTES and 451 when keeping failed.
 * Rejects with the system's error when the port cannot be had.
 */
export async function openDoor({ port, ours, refusal, keep }: DoorRules): Promise<Door> {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    hideSTARTTLS: true,
    disableReverseLookup: true,
    size: MAX_MAIL_BYTES,
    maxClients: MAX_CLIENTS,
    maxRecipients: MAX_RECIPIENTS,
    closeTimeout: CLOSE_PATIENCE,
    onRcptTo: ({ address }, _session, answer) => answer(ours(address.toLowerCase()) ? null : reply(550, refusal)),
    onData: (stream, { envelope }, answer) => {
      takeMail(stream)
        .then((raw) => (raw ? keep(raw, envelopeOf(envelope)) : Promise.reject(TOO_BIG)))
        .then(() => answer(null, 'kept'))
        .catch((error: unknown) =>
          answer(error === TOO_BIG ? TOO_BIG : reply(451, 'Not kept, please try again later')),
        );
    },
  });

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, LOOPBACK, () => {
      server.off('error', reject);
      resolve();
    });
  });
  // A client that breaks off is that client's affair: unaccepted mail stays with it.
  server.on('error', () => {});

  return {
    host: LOOPBACK,
    port: (server.server.address() as AddressInfo).port,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

const LOOPBACK = '127.0.0.1';

// Each may hold one mail of MAX_MAIL_BYTES in memory.
const MAX_CLIENTS = 20;

// RFC 5321 4.5.3.1.8 asks for at least 100; one mail has few of our addresses.
const MAX_RECIPIENTS = 100;

// Milliseconds that a transfer may still take when we stop; unanswered mail is sent again by its sender.
const CLOSE_PATIENCE = 1000;

const TOO_BIG = reply(552, `Larger than ${MAX_MAIL_BYTES / 1024 / 1024} MB`);

function reply(responseCode: number, words: string): Error & { responseCode: number } {
  return Object.assign(new Error(words), { responseCode });
}

type Incoming = NodeJS.ReadableStream & { sizeExceeded: boolean };

/** The whole mail, or null when it grew too big; then the rest is read and dropped, as SMTP has no other way. */
async function takeMail(stream: Incoming): Promise<Uint8Array | null> {
  const raw = await buffer(untilTooBig(stream));
  return stream.sizeExceeded ? null : raw;
}

async function* untilTooBig(stream: Incoming): AsyncIterable<Buffer> {
  for await (const chunk of stream) if (!stream.sizeExceeded) yield chunk as Buffer;
}

function envelopeOf(envelope: { mailFrom: { address: string } | false; rcptTo: { address: string }[] }): Envelope {
  return {
    from: envelope.mailFrom ? envelope.mailFrom.address : '',
    to: [...new Set(envelope.rcptTo.map(({ address }) => address.toLowerCase()))],
  };
}
