import { createHash } from 'node:crypto';
import type { Blobs } from './blobs.ts';

/** What this needs of a Cloudflare R2 bucket: a put is on several disks when it resolves, and is seen at once. */
export type BlobBucket = {
  put(key: string, bytes: Uint8Array, options: { sha256: string }): Promise<unknown>;
  get(key: string): Promise<{ arrayBuffer(): Promise<ArrayBuffer> } | null>;
  head(key: string): Promise<unknown | null>;
  list(options: { prefix: string; cursor?: string }): Promise<Listing>;
};
type Listing = { objects: { key: string }[] } & ({ truncated: true; cursor: string } | { truncated: false });

/** Beside the spool in the same bucket. */
const PREFIX = 'blobs/';

/** Blobs in R2, named by their own hash; the bucket checks it on the way in, we on the way out. */
export function r2Blobs(bucket: BlobBucket): Blobs {
  return {
    async put(bytes) {
      const sha256 = hashOf(bytes);
      await bucket.put(PREFIX + sha256, bytes, { sha256 });
      return sha256;
    },
    async get(sha256) {
      const found = await bucket.get(PREFIX + sha256);
      if (found === null) return null;
      const bytes = new Uint8Array(await found.arrayBuffer());
      return hashOf(bytes) === sha256 ? bytes : null;
    },
    async able() {
      await bucket.head(PREFIX);
    },
    async has(sha256) {
      return (await bucket.head(PREFIX + sha256)) !== null;
    },
    async *list() {
      let page = await bucket.list({ prefix: PREFIX });
      for (;;) {
        for (const { key } of page.objects) yield key.slice(PREFIX.length);
        if (!page.truncated) return;
        page = await bucket.list({ prefix: PREFIX, cursor: page.cursor });
      }
    },
  };
}

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
