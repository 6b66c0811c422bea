import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { claimOf, sha256, signatureOf } from './sigv4.ts';

/**
 * An S3 server on loopback for one bucket: PUT, GET and HEAD by path. It believes nothing that is not
 * signed, whole and of these minutes, and names its refusals as S3 does. Its objects outlive a stop.
 */
export type S3Server = {
  /** The variables of a gateway that uses it. */
  env: Record<'S3_ENDPOINT' | 'S3_BUCKET' | 'S3_ACCESS_KEY_ID' | 'S3_SECRET_ACCESS_KEY', string>;
  objects: Map<string, Buffer>;
  /** Requests answered, refused ones too: "PUT blobs/ab12". */
  asked: string[];
  /** What befalls the next requests, one each, and then nothing any more. */
  next: Fault[];
  /** Refuses to write, as to a key that may only read. */
  readOnly: boolean;
  stop(): Promise<void>;
  /** At the same address as before. */
  start(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
};

/** An answer of 503; a line cut before the answer, the bytes kept or not; half an answer; silence; bytes that change on their way. */
type Fault = 'busy' | 'cut' | 'cut after' | 'half' | 'silent' | 'torn';

const BUCKET = 'heed-mail';
const KEY = { id: 'AKIDHEED', secret: 'a+secret/of the tests' };
/** S3's own: a clock further off is refused. */
const SKEW = 15 * 60 * 1000;

export async function startS3(): Promise<S3Server> {
  const objects = new Map<string, Buffer>();
  const asked: string[] = [];
  const lines = new Set<Socket>();
  let port = 0;
  const server: S3Server = {
    env: { S3_ENDPOINT: '', S3_BUCKET: BUCKET, S3_ACCESS_KEY_ID: KEY.id, S3_SECRET_ACCESS_KEY: KEY.secret },
    objects,
    asked,
    next: [],
    readOnly: false,
    async stop() {
      for (const line of lines) line.destroy();
      await new Promise((closed) => http.close(closed));
    },
    async start() {
      await new Promise<void>((listening) => http.listen(port, '127.0.0.1', listening));
      ({ port } = http.address() as AddressInfo);
      server.env.S3_ENDPOINT = `http://127.0.0.1:${port}`;
    },
    [Symbol.asyncDispose]: () => server.stop(),
  };
  const http = createServer((request, response) => {
    answer(server, request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  http.on('connection', (line) => {
    lines.add(line);
    line.on('close', () => lines.delete(line));
  });
  await server.start();
  return server;
}

async function answer(server: S3Server, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const fault = server.next.shift();
  // As a bad memory or a bad line would: what came is not what was sent.
  const bytes = fault === 'torn' ? Buffer.from('torn') : Buffer.concat(chunks);
  const [, bucket = '', key = ''] = /^\/([^/?]+)\/([^?]*)/.exec(request.url ?? '') ?? [];
  server.asked.push(`${request.method} ${key}`);
  if (fault === 'silent') return;
  if (fault === 'cut') return void request.socket.destroy();
  if (fault === 'busy') return refuse(response, 503, 'SlowDown');
  const refusal = refusalOf(request, bytes);
  if (refusal) return refuse(response, ...refusal);
  if (bucket !== BUCKET) return refuse(response, 404, 'NoSuchBucket');
  if (request.method === 'PUT') {
    if (server.readOnly) return refuse(response, 403, 'AccessDenied');
    server.objects.set(key, bytes);
    if (fault === 'cut after') return void request.socket.destroy();
    return void response.writeHead(200).end();
  }
  const object = server.objects.get(key);
  if (!object) return refuse(response, 404, 'NoSuchKey');
  if (fault === 'half') {
    response.writeHead(200, { 'content-length': object.length }).write(object.subarray(0, object.length / 2), () => {
      request.socket.destroy();
    });
    return;
  }
  response.writeHead(200, { 'content-length': object.length }).end(request.method === 'HEAD' ? undefined : object);
}

function refusalOf(request: IncomingMessage, bytes: Buffer): [number, string] | null {
  const { method = '', url: target = '', headers } = request;
  const claim = claimOf(headers.authorization);
  if (!claim) return [403, 'AccessDenied'];
  if (claim.accessKeyId !== KEY.id) return [403, 'InvalidAccessKeyId'];
  const { scope, signedHeaders, signature } = claim;
  const at = String(headers['x-amz-date']);
  const [day, region, service, end] = scope.split('/');
  if (region !== 'auto' || service !== 's3' || end !== 'aws4_request' || day !== at.slice(0, 8))
    return [400, 'AuthorizationHeaderMalformed'];
  const time = Date.parse(at.replace(/^(....)(..)(..T..)(..)(..Z)$/, '$1-$2-$3:$4:$5'));
  if (!(Math.abs(Date.now() - time) < SKEW)) return [403, 'RequestTimeTooSkewed'];
  const unsigned = Object.keys(headers).some((name) => name.startsWith('x-amz-') && !signedHeaders.includes(name));
  if (unsigned || !signedHeaders.includes('host')) return [403, 'AccessDenied'];
  if (signatureOf({ method, target, headers }, { signedHeaders, scope, secret: KEY.secret }) !== signature)
    return [403, 'SignatureDoesNotMatch'];
  const promised = headers['x-amz-content-sha256'];
  if (method === 'PUT' && promised !== sha256(bytes)) return [400, 'XAmzContentSHA256Mismatch'];
  return null;
}

function refuse(response: ServerResponse, status: number, code: string): void {
  // Amazon repeats what was signed; a gateway must not.
  const words = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>No.</Message><StringToSign>AWS4-HMAC-SHA256</StringToSign></Error>`;
  response
    .writeHead(status, { 'content-type': 'application/xml' })
    .end(response.req.method === 'HEAD' ? undefined : words);
}
