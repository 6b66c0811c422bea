import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { asInstant, DAY, type Instant } from '../desk/instant.ts';
import { codeOf } from './disk.ts';

/** Who asked for a backup: the night, whose backups make room for newer ones, or a person, whose stay. */
export type Occasion = 'nightly' | 'by hand';

/** How many nightly backups are kept: a fault found on Friday may have come in last weekend. */
export const NIGHTS_KEPT = 7;

/** Where backups lie. */
export const shelfOf = (dataDir: string): string => join(dataDir, 'backups');

const NAME = /^(\d{4}-\d\d-\d\d)T(\d\d)(\d\d)(\d\d\.\d{3}Z)-(?:nightly|by-hand)$/;
const DRAFT = 'unfinished-';

/** Sorts by age, and says when (UTC) and why. */
export function nameOf(at: Instant, occasion: Occasion): string {
  return `${new Date(at).toISOString().replaceAll(':', '')}-${occasion.replace(' ', '-')}`;
}

/** A name that no whole backup has; whoever finds one finds a backup that was never finished. */
export const draftOf = (name: string, random: string): string => `${DRAFT}${random}-${name}`;

/** The names of whole backups, newest first. */
export async function backupsOn(shelf: string): Promise<string[]> {
  return (await namesIn(shelf))
    .filter((name) => NAME.test(name))
    .sort()
    .reverse();
}

/** Removes nightly backups but the newest; answers what is there now, newest first. */
export async function keepNewest(shelf: string): Promise<string[]> {
  const all = await backupsOn(shelf);
  const old = all.filter((name) => name.endsWith('nightly')).slice(NIGHTS_KEPT);
  for (const name of old) await rm(join(shelf, name), { recursive: true, force: true });
  return all.filter((name) => !old.includes(name));
}

/** A backup that is being made is younger than this; an older draft is what a kill left behind. */
const DRAFT_LASTS = DAY;

export async function sweepDrafts(shelf: string, now: Instant): Promise<void> {
  for (const draft of (await namesIn(shelf)).filter((name) => name.startsWith(DRAFT))) {
    const begun = begunAt(draft);
    if (begun === null || now - begun > DRAFT_LASTS) await rm(join(shelf, draft), { recursive: true, force: true });
  }
}

function begunAt(draft: string): Instant | null {
  const [, date, hours, minutes, seconds] = NAME.exec(draft.slice(draft.indexOf('-', DRAFT.length) + 1)) ?? [];
  return date === undefined ? null : asInstant(Date.parse(`${date}T${hours}:${minutes}:${seconds}`));
}

async function namesIn(shelf: string): Promise<string[]> {
  try {
    return await readdir(shelf);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}
