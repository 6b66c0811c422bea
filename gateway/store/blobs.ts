/** Raw mail and attachments by the sha256 of their bytes. */
export type Blobs = {
  put(bytes: Uint8Array, options?: { durable: boolean }): Promise<string>;
  /** null when there is none, or when what is there is not what was put. */
  get(sha256: string): Promise<Uint8Array | null>;
  /** Rejects when nothing could be put just now. */
  able(): Promise<void>;
  has(sha256: string): Promise<boolean>;
};

/** Their place refused or did not answer: nothing is known of any blob, and no mail is at fault. */
export class BlobsAway extends Error {}
