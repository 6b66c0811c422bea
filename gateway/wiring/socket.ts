import { join, relative } from 'node:path';

/** Where a running gateway answers the command line: only whoever owns DATA_DIR may ask. */
export const socketIn = (dataDir: string): string => join(dataDir, 'heed.sock');

/** Linux takes 107 bytes and macOS 103 (sun_path in sys/un.h); what is longer would be cut to another name. */
const LONGEST_PATH = 100;

/** The socket as this process may name it, from where it stands if that is shorter; null when every name is too long. */
export function socketName(dataDir: string): string | null {
  const full = socketIn(dataDir);
  return [full, relative(process.cwd(), full)].find((path) => Buffer.byteLength(path) <= LONGEST_PATH) ?? null;
}
