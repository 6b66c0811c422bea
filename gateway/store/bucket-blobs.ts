import { createHash } from 'node:crypto';
import type { Blobs } from './blobs.ts';

/** What this needs of a bucket (R2 in a Worker, S3 elsewhere): a put is on several disks when it resolves, and is seen at once. */
export type BlobBucket = {
  /** Rejects, and keeps nothing, when other bytes arrived than those of that hash. */
  put(key: string, bytes: Uint8Array, options: { sha256: string }): Promise<unknown>;
  get(key: string): Promise<{ arrayBuffer(): Promise<ArrayBuffer> } | null>;
  head(key: string): Promise<unknown | null>;
};

/** Beside the spool in the same bucket. Both runtimes name blobs here alone, so that they find each other's. */
const PREFIX = 'blobs/';
/** Says whose bucket it is. */
const OWNER = 'database-id';

/** A file of DATA_DIR that says in which bucket its mail lies: without the variables a gateway would begin a second heap. */
export const BUCKET_NOTE = 'bucket';

const SHA256 = /^[0-9a-f]{64}$/;

/** Blobs in a bucket, named by their own hash; the bucket checks it on the way in, we on the way out. */
export function bucketBlobs(bucket: BlobBucket): Blobs {
  return {
    // No "only if there is none": some stores do not know it, and what was damaged there is mended by writing it again.
    async put(bytes) {
      const sha256 = hashOf(bytes);
      await bucket.put(PREFIX + sha256, bytes, { sha256 });
      return sha256;
    },
    async get(sha256) {
      const found = SHA256.test(sha256) ? await bucket.get(PREFIX + sha256) : null;
      if (found === null) return null;
      const bytes = new Uint8Array(await found.arrayBuffer());
      return hashOf(bytes) === sha256 ? bytes : null;
    },
    // A reading: a store may take one write a second for a name, and keep every version of it.
    async able() {
      await bucket.head(OWNER);
    },
    async has(sha256) {
      return SHA256.test(sha256) && (await bucket.head(PREFIX + sha256)) !== null;
    },
  };
}

/** The id of the database whose blobs a bucket holds; null when it holds nobody's. */
export async function ownerOf(bucket: BlobBucket): Promise<string | null> {
  const note = await bucket.get(OWNER);
  return (
    note &&
    Buffer.from(await note.arrayBuffer())
      .toString('utf8')
      .trim()
  );
}

export async function giveBucketTo(bucket: BlobBucket, databaseId: string): Promise<void> {
  const note = Buffer.from(databaseId);
  await bucket.put(OWNER, note, { sha256: hashOf(note) });
}

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
