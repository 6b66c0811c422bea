import type { ReleaseRow } from '../../gateway/api/releases.ts';
import { ask } from './connection.ts';

export type Draft = { name: string; day: string | null; released: boolean };
export type { ReleaseRow };

type List = { releases: ReleaseRow[] };

/** What ships, and when. Each answers with all of them as they are then. */
export const readReleases = () => ask<List>('/releases');
export const planRelease = (draft: Draft) => ask<List>('/releases', { method: 'POST', body: draft });
export const changeRelease = ({ id, revision }: ReleaseRow, draft: Draft) =>
  ask<List>(`/releases/${id}`, { method: 'PUT', body: { ...draft, revision } });
export const callOffRelease = ({ id }: ReleaseRow) => ask<List>(`/releases/${id}`, { method: 'DELETE' });
