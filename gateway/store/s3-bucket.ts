import { setTimeout as wait } from 'node:timers/promises';
import { AwsClient } from 'aws4fetch';
import { SECOND } from '../desk/instant.ts';
import { BlobsAway } from './blobs.ts';
import type { BlobBucket } from './bucket-blobs.ts';

/** Where a bucket is, and who may use it. */
export type S3Place = {
  endpoint: URL;
  bucket: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
};

/**
 * A bucket that refused or did not answer. `code` is its own word for it (NoSuchBucket, SignatureDoesNotMatch), or what
 * became of the line (ECONNREFUSED, no answer); `status` that of HTTP, null without an answer.
 */
export class S3Error extends BlobsAway {
  override name = 'S3Error';
  readonly code: string;
  readonly status: number | null;
  constructor(code: string, status: number | null) {
    super(`The S3 bucket says: ${code}`);
    this.code = code;
    this.status = status;
  }
}

/** Milliseconds of silence that end a try, and what a put may take on top: bytes a millisecond of a slow line. */
const ANSWERS_WITHIN = 10 * SECOND;
const SLOWEST = 128;
/** Milliseconds between tries, about: what passes within seconds is nobody's concern, the rest is told. */
const WAITS = [200, 600, 1800];

/** A bucket behind the S3 protocol, addressed by its path (as every S3-compatible store knows it). */
export function s3Bucket({ endpoint, bucket, region, accessKeyId, secretAccessKey }: S3Place): BlobBucket {
  const client = new AwsClient({ accessKeyId, secretAccessKey, region, service: 's3', retries: 0 });
  const address = new URL(`/${bucket}/`, endpoint);

  async function once(key: string, init: RequestInit, within: number): Promise<Uint8Array<ArrayBuffer>> {
    const ending = new AbortController();
    const timer = setTimeout(() => ending.abort(new S3Error('no answer', null)), within);
    try {
      // A signed request goes to nobody but whom it was signed for.
      const request = await client.sign(new URL(key, address), { ...init, redirect: 'manual' });
      // Here and not in the request: Node forgets a request's own signal when it collects garbage, and waits for ever.
      const answer = await fetch(request, { signal: ending.signal });
      const chunks: Uint8Array[] = [];
      for await (const chunk of answer.body ?? []) {
        timer.refresh();
        chunks.push(chunk);
      }
      const bytes = Buffer.concat(chunks);
      if (answer.ok) return bytes;
      throw new S3Error(codeIn(bytes) ?? `status ${answer.status}`, answer.status);
    } catch (error) {
      throw error instanceof S3Error ? error : new S3Error(codeOf(error), null);
    } finally {
      clearTimeout(timer);
    }
  }

  async function ask(key: string, init: RequestInit, within = ANSWERS_WITHIN): Promise<Uint8Array<ArrayBuffer>> {
    for (const pause of WAITS)
      try {
        return await once(key, init, within);
      } catch (error) {
        if (!mayPass(error)) throw error;
        await wait(pause * (0.5 + Math.random()));
      }
    return once(key, init, within);
  }

  const get: BlobBucket['get'] = async (key) => {
    const found = await ask(key, { method: 'GET' }).catch(absent);
    return found && { arrayBuffer: async () => found.buffer.slice(found.byteOffset, found.byteOffset + found.length) };
  };

  return {
    get,
    async put(key, bytes, { sha256 }) {
      // The signed hash: a store that got other bytes refuses them.
      const headers = { 'x-amz-content-sha256': sha256, 'content-type': 'application/octet-stream' };
      const body = new Uint8Array(bytes);
      await ask(key, { method: 'PUT', headers, body }, ANSWERS_WITHIN + bytes.length / SLOWEST);
    },
    // A refused HEAD has no words: a bucket that is gone would look like a blob that is.
    async head(key) {
      try {
        return await ask(key, { method: 'HEAD' });
      } catch (error) {
        if (mayPass(error)) throw error;
        return get(key);
      }
    },
  };
}

/** What may be otherwise in a moment: a store in trouble or in haste, a line that broke. */
function mayPass(error: unknown): boolean {
  if (!(error instanceof S3Error)) return false;
  const { status, code } = error;
  return status === null || status >= 500 || status === 429 || code === 'RequestTimeout';
}

/** The key is not there. Any other 404 is about the bucket or the address. */
function absent(error: unknown): null {
  if (error instanceof S3Error && error.code === 'NoSuchKey') return null;
  throw error;
}

/** An answer that refuses names its reason in one word; nothing else of it is kept: it repeats what was signed. */
function codeIn(bytes: Uint8Array): string | null {
  return /<Code>\s*(\w{1,80})\s*<\/Code>/.exec(Buffer.from(bytes).toString('utf8'))?.[1] ?? null;
}

/** fetch hides what happened to the line in its cause. */
function codeOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  if (cause instanceof Error) return 'code' in cause ? String(cause.code) : cause.name;
  return String(cause);
}
