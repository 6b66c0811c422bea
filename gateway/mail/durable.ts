import { mkdir, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Writes a new file and returns once its bytes are on the disk; rejects when the file is already there. */
export async function writeNewFile(path: string, parts: Uint8Array[]): Promise<void> {
  const file = await open(path, 'wx', OWNER_ONLY);
  try {
    for (const part of parts) await file.writeFile(part);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Moves a file within one file system and returns once the new name is on the disk. */
export async function moveFile(from: string, to: string): Promise<void> {
  await rename(from, to);
  await syncFolder(dirname(to));
}

/** Makes a folder with its parents, so that it is still there after a power cut. */
export async function makeFolder(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true, mode: OWNER_ONLY_FOLDER });
  if (first === undefined) return;
  await syncFolder(dirname(path));
  await syncFolder(dirname(first));
}

// Mail is other people's letters: nobody else on the machine reads it.
const OWNER_ONLY = 0o600;
const OWNER_ONLY_FOLDER = 0o700;

async function syncFolder(path: string): Promise<void> {
  // Windows opens no folder as a file; NTFS journals the rename itself.
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
