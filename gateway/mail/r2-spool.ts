import { randomUUID } from 'node:crypto';
import { asInstant } from '../desk/instant.ts';
import { mailKey, packRecord, unpackRecord } from './record.ts';
import type { Spool } from './spool.ts';

/** What this needs of a Cloudflare R2 bucket: a put is on several disks when it resolves, and is seen at once. */
export type SpoolBucket = {
  put(key: string, bytes: Uint8Array): Promise<unknown>;
  get(key: string): Promise<{ arrayBuffer(): Promise<ArrayBuffer> } | null>;
  delete(key: string): Promise<void>;
  list(options: { prefix: string; limit: number }): Promise<{ objects: { key: string; size: number }[] }>;
};

/** Beside the blobs in the same bucket. */
const PREFIX = 'spool/';

/** One pass takes so many and, from the second on, so many bytes: a Worker has 128 MB. The next pass takes more. */
const AT_MOST = 20;
const AT_MOST_BYTES = 16 * 1024 * 1024;

/** One listing shows so many (R2's limit); whoever reads "1000" knows what to do. */
const MOST_COUNTED = 1000;

/** `count` says how many wait, up to MOST_COUNTED; `ages` for how long, in milliseconds. */
export type R2Spool = Omit<Spool, 'moveTo'> & { count(): Promise<number>; ages(): Promise<number[]> };

/** The spool of a gateway without a disk. Names sort by age; several invocations may keep mail in it at once. */
export function r2Spool(bucket: SpoolBucket): R2Spool {
  return {
    async count() {
      return (await bucket.list({ prefix: PREFIX, limit: MOST_COUNTED })).objects.length;
    },
    async ages() {
      const { objects } = await bucket.list({ prefix: PREFIX, limit: MOST_COUNTED });
      return objects.map(({ key }) => Date.now() - Number(key.slice(PREFIX.length).split('-', 1)[0]));
    },
    async keep({ raw, envelope, intake, key = mailKey(raw, envelope.to) }) {
      const keptAt = asInstant(Date.now());
      const name = `${String(keptAt).padStart(15, '0')}-${randomUUID()}`;
      await bucket.put(PREFIX + name, Buffer.concat(packRecord({ raw, envelope, intake, key, keptAt })));
      return name;
    },
    async *waiting() {
      const { objects } = await bucket.list({ prefix: PREFIX, limit: AT_MOST });
      let bytes = 0;
      for (const { key, size } of objects) {
        bytes += size;
        if (bytes > size && bytes > AT_MOST_BYTES) return;
        const found = await bucket.get(key);
        if (found) yield { ...unpackRecord(new Uint8Array(await found.arrayBuffer())), name: key.slice(PREFIX.length) };
      }
    },
    async forget(name) {
      await bucket.delete(PREFIX + name);
    },
  };
}
