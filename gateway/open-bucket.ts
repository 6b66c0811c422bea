import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Config, ConfigError } from './config.ts';
import { codeOf } from './keep/disk.ts';
import type { Blobs } from './store/blobs.ts';
import { type BlobBucket, BUCKET_NOTE, bucketBlobs, giveBucketTo, ownerOf } from './store/bucket-blobs.ts';
import type { Db } from './store/db.ts';
import { folderBlobs } from './store/folder-blobs.ts';
import { databaseId, hasMail } from './store/instance.ts';
import { S3Error, type S3Place, s3Bucket } from './store/s3-bucket.ts';

/**
 * The blobs of this desk: in the bucket if one is named, else in a folder of DATA_DIR.
 * @throws ConfigError for a bucket that is another desk's or not to be used, and for one that was in use and is named no more
 */
export async function openBlobs({ dataDir, s3 }: Config, db: Db): Promise<Blobs> {
  const note = join(dataDir, BUCKET_NOTE);
  if (s3 !== null) {
    const blobs = await takeBucket(s3, db);
    await writeFile(note, `${s3.bucket} at ${s3.endpoint.host}\n`);
    return blobs;
  }
  const place = await readFile(note, 'utf8').catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  });
  if (place !== null)
    throw new ConfigError(
      `S3_ENDPOINT is missing: the mail of this desk lies in the bucket ${place.trim()}. Set the S3_ variables as they were. To keep mail in a folder again, restore a backup into one (docs/BACKUP.md).`,
    );
  return folderBlobs(join(dataDir, 'blobs'));
}

/** @throws ConfigError in words, when it cannot be read */
export async function openBucket(place: S3Place): Promise<BlobBucket> {
  const bucket = s3Bucket(place);
  await inWords(place, () => ownerOf(bucket));
  return bucket;
}

async function takeBucket(place: S3Place, db: Db): Promise<Blobs> {
  const bucket = s3Bucket(place);
  const blobs = bucketBlobs(bucket);
  const id = await databaseId(db);
  const owner = await inWords(place, () => ownerOf(bucket));
  if (owner !== null && owner !== id)
    throw new ConfigError(
      `S3_BUCKET ${place.bucket} holds the mail of another database (${owner}, not ${id}). Write the bucket that belongs to this one, or an empty one for a new desk.`,
    );
  if (owner === null && (await hasMail(db)))
    throw new ConfigError(
      `S3_BUCKET ${place.bucket} holds no mail of this desk, whose mail lies elsewhere. Write the bucket that has it. To move mail from a folder into this bucket, restore a backup into it (docs/BACKUP.md).`,
    );
  await inWords(place, async () => {
    if (owner === null) await giveBucketTo(bucket, id);
    // One small blob, always the same: a key that may only read is found now and not with the first mail.
    const probe = await blobs.put(Buffer.from(`The mail of ${id} is kept here.\n`));
    if ((await blobs.get(probe)) === null) throw new S3Error('other bytes than were put', null);
  });
  return blobs;
}

async function inWords<T>(place: S3Place, use: () => Promise<T>): Promise<T> {
  try {
    return await use();
  } catch (error) {
    throw error instanceof S3Error ? new ConfigError(wordsFor(error, place)) : error;
  }
}

/** What to write instead, for whoever wrote the variables. */
function wordsFor({ code, status }: S3Error, { endpoint, bucket, region }: S3Place): string {
  switch (code) {
    case 'SignatureDoesNotMatch':
      return `S3_SECRET_ACCESS_KEY is not the secret of S3_ACCESS_KEY_ID, says ${endpoint.host}. Write the secret that was shown with that key, or make a new key.`;
    case 'InvalidAccessKeyId':
    case 'Unauthorized':
      return `S3_ACCESS_KEY_ID is a key that ${endpoint.host} does not know (${code}). Write the one that may use the bucket ${bucket}.`;
    case 'NoSuchBucket':
      return `S3_BUCKET ${bucket} is not there, says ${endpoint.host}. Make it, or write the name of one that is.`;
    case 'AccessDenied':
      return `S3_ACCESS_KEY_ID may not use the bucket ${bucket}. Give that key the right to list the bucket ${bucket} and to read and write its objects.`;
    case 'AuthorizationHeaderMalformed':
    case 'PermanentRedirect':
    case 'InvalidRegionName':
      return `S3_REGION is not "${region}" at ${endpoint.host} (${code}). Write the region of the bucket ${bucket}, for example S3_REGION=eu-central-1, and its S3_ENDPOINT.`;
    case 'RequestTimeTooSkewed':
      return `The clock of this machine is wrong, says ${endpoint.host}. Set it; S3_ENDPOINT takes nothing that is signed at another time.`;
    default:
      return status === null
        ? `S3_ENDPOINT ${endpoint.origin} cannot be reached (${code}). Write the address of the store, or start it.`
        : `S3_ENDPOINT ${endpoint.origin} refuses the bucket ${bucket} (${code}). Write the address of the store as its owner names it.`;
  }
}
