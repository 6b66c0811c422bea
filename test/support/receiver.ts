import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One delivery as a receiver has it. `proven`: the signature of Standard Webhooks holds, computed here from the bytes. */
export type Received = {
  id: string;
  timestamp: number;
  body: { type: string; timestamp: string; data: { ticketId: number | null } & Record<string, unknown> };
  proven: boolean;
};

/** Somebody else's server that is told of events. */
export type Receiver = AsyncDisposable & {
  url: string;
  /** What it accepted, oldest first. */
  received: Received[];
  /** Requests, whatever came of them. */
  asked: number;
  /** Whose signature it believes. */
  secret: string;
  /** How it answers from now on. */
  answers(how: number | ((response: ServerResponse) => void)): void;
};

export async function startReceiver(): Promise<Receiver> {
  let how: number | ((response: ServerResponse) => void) = 204;
  const server = createServer(async (request, response) => {
    receiver.asked += 1;
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    if (typeof how === 'function') return how(response);
    const text = Buffer.concat(parts).toString('utf8');
    const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature } = request.headers;
    const key = Buffer.from(receiver.secret.slice('whsec_'.length), 'base64');
    const expected = createHmac('sha256', key).update(`${id}.${timestamp}.${text}`).digest('base64');
    if (how < 300)
      receiver.received.push({
        id: String(id),
        timestamp: Number(timestamp),
        body: JSON.parse(text),
        proven: signature === `v1,${expected}` && request.headers['content-type'] === 'application/json',
      });
    response.writeHead(how).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks/heed`,
    received: [],
    asked: 0,
    secret: '',
    answers(next) {
      how = next;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return receiver;
}
