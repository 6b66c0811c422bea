import type {
  ContactRow,
  CoverRow,
  Organisation,
  OrganisationRow,
  PlanDraft,
  PlanRow,
} from '../../gateway/api/cover-shapes.ts';
import { ask } from './connection.ts';

/** Organisations, their people, plans and cover: each answers at once or says why not, so nothing here is queued. */
export type { ContactRow, CoverRow, Organisation, OrganisationRow, PlanDraft, PlanRow };

export type OrganisationDraft = Pick<Organisation, 'name' | 'notes' | 'parentId' | 'addresses'>;
/** `endsOn` null: as long as the plan runs. */
export type CoverDraft = Pick<CoverRow, 'planId' | 'product' | 'startsOn'> & { endsOn: string | null };
export type ContactDraft = Pick<ContactRow, 'address' | 'name' | 'roles' | 'phones'>;

type Whole = { organisation: Organisation };
type Plans = { plans: PlanRow[] };

export const readOrganisations = (q: string, after: string | null = null) =>
  ask<{ organisations: OrganisationRow[]; next: string | null }>(
    `/organisations?${new URLSearchParams({ q, ...(after === null ? {} : { after }) })}`,
  );
export const readOrganisation = (id: number) => ask<Whole>(`/organisations/${id}`);
export const addOrganisation = (body: OrganisationDraft) => ask<Whole>('/organisations', { method: 'POST', body });
export const writeOrganisation = ({ id, revision }: Organisation, body: OrganisationDraft) =>
  ask<Whole>(`/organisations/${id}`, { method: 'PUT', body, seq: revision });
export const removeOrganisation = ({ id, revision }: Organisation) =>
  ask<unknown>(`/organisations/${id}`, { method: 'DELETE', seq: revision });

export const putContact = (id: number, body: ContactDraft) =>
  ask<Whole>(`/organisations/${id}/contacts`, { method: 'PUT', body });
export const releaseContact = (id: number, contact: number) =>
  ask<Whole>(`/organisations/${id}/contacts/${contact}`, { method: 'DELETE' });

export const addCover = (id: number, body: CoverDraft) =>
  ask<Whole>(`/organisations/${id}/cover`, { method: 'POST', body });
export const writeCover = ({ id, revision }: CoverRow, body: CoverDraft) =>
  ask<Whole>(`/cover/${id}`, { method: 'PUT', body, seq: revision });
export const renewCover = ({ id, revision }: CoverRow) =>
  ask<Whole>(`/cover/${id}/renewal`, { method: 'POST', seq: revision });
export const removeCover = ({ id, revision }: CoverRow) =>
  ask<Whole>(`/cover/${id}`, { method: 'DELETE', seq: revision });

export const readPlans = () => ask<Plans>('/plans');
export const addPlan = (body: PlanDraft) => ask<Plans>('/plans', { method: 'POST', body });
export const writePlan = ({ id, revision }: PlanRow, body: PlanDraft) =>
  ask<Plans>(`/plans/${id}`, { method: 'PUT', body, seq: revision });
export const removePlan = ({ id, revision }: PlanRow) =>
  ask<Plans>(`/plans/${id}`, { method: 'DELETE', seq: revision });
