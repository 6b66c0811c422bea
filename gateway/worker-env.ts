import type { SpoolBucket } from './mail/r2-spool.ts';
import type { BlobBucket } from './store/bucket-blobs.ts';

/** What wrangler.toml binds, and the variables and secrets of a Worker. */
export type WorkerEnv = {
  HYPERDRIVE: { connectionString: string };
  MAIL: BlobBucket & SpoolBucket;
  ASSETS: { fetch(request: Request): Promise<Response> };
  BASE_URL?: string;
  METRICS_TOKEN?: string;
  MAIL_ADDRESS?: string;
  SECRET_KEY?: string;
  SMTP_URL?: string;
};

/** One call of the Worker by the runtime; what it waits for may go on after the answer. */
export type Invocation = { waitUntil(work: Promise<unknown>): void };

/** A mail as the runtime hands it over; SMTP says yes to its sender when `email()` returns. */
export type IncomingMail = { from: string; to: string; raw: ReadableStream<Uint8Array> };
