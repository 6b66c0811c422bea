import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { DeskError } from '../desk/error.ts';
import { putContact, releaseContact } from '../store/contacts.ts';
import { addCover, changeCover, removeCover, renewCover } from '../store/covers.ts';
import type { Db, Tx } from '../store/db.ts';
import {
  addOrganisation,
  changeOrganisation,
  listOrganisations,
  organisationDetail,
  removeOrganisation,
} from '../store/organisations.ts';
import { tellOfDesk } from '../store/tell.ts';
import { type ApiEnv, agentOf } from './access.ts';
import { IdInPath } from './asks.ts';
import {
  ContactAsk,
  CoverAsk,
  OrganisationAsk,
  OrganisationShape,
  OrganisationsAsk,
  OrganisationsShape,
} from './cover-shapes.ts';
import type { ApiDeps } from './deps.ts';
import { once, seqOf } from './idempotency.ts';
import { gives, says, takes } from './route.ts';

const PAGE = 50;
const RemovedShape = z.object({ removed: z.literal(true) });
const REMOVED = { removed: true } as const;
const ContactInPath = IdInPath.extend({ contact: IdInPath.shape.id });

/** Organisations, whom they consist of, and what covers them. */
export function organisationRoutes({ db }: ApiDeps) {
  return new Hono<ApiEnv>()
    .get(
      '/organisations',
      says('Organisations, or those found by a name or an address', OrganisationsShape),
      takes('query', OrganisationsAsk),
      async (c) => {
        const { q, after = null } = c.req.valid('query');
        const found = await listOrganisations(db, { words: q, after, limit: PAGE });
        const next = found.length < PAGE ? null : (found.at(-1)?.name ?? null);
        return gives(c, OrganisationsShape, { organisations: found, next });
      },
    )
    .get('/organisations/:id', says('A whole organisation', OrganisationShape), takes('param', IdInPath), async (c) =>
      gives(c, OrganisationShape, await whole(db, c.req.valid('param').id)),
    )
    .post('/organisations', says('Add an organisation', OrganisationShape), takes('json', OrganisationAsk), (c) =>
      once(c, db, OrganisationShape, async (keep) => {
        const id = await addOrganisation(db, c.req.valid('json'), (tx, id) => said(c, tx, id, keep));
        return whole(db, id);
      }),
    )
    .put(
      '/organisations/:id',
      says('Change an organisation', OrganisationShape),
      takes('param', IdInPath),
      takes('json', OrganisationAsk),
      (c) => {
        const { id } = c.req.valid('param');
        const revision = revisionOf(c);
        return once(c, db, OrganisationShape, async (keep) => {
          await changeOrganisation(db, id, revision, c.req.valid('json'), (tx) => said(c, tx, id, keep));
          return whole(db, id);
        });
      },
    )
    .delete(
      '/organisations/:id',
      says('Remove an organisation with its cover; its people stay', RemovedShape),
      takes('param', IdInPath),
      (c) => {
        const { id } = c.req.valid('param');
        const revision = revisionOf(c);
        return once(c, db, RemovedShape, async (keep) => {
          await removeOrganisation(db, id, revision, async (tx) => {
            await tellOfDesk(tx, { kind: 'organisation removed', by: agentOf(c).id, data: { organisationId: id } });
            await keep(tx, REMOVED);
          });
          return REMOVED;
        });
      },
    )
    .put(
      '/organisations/:id/contacts',
      says('Put somebody into an organisation, with roles and phones', OrganisationShape),
      takes('param', IdInPath),
      takes('json', ContactAsk),
      (c) => {
        const { id } = c.req.valid('param');
        return once(c, db, OrganisationShape, async (keep) => {
          await putContact(db, id, c.req.valid('json'), (tx) => said(c, tx, id, keep));
          return whole(db, id);
        });
      },
    )
    .delete(
      '/organisations/:id/contacts/:contact',
      says('Let somebody out of an organisation', OrganisationShape),
      takes('param', ContactInPath),
      (c) => {
        const { id, contact } = c.req.valid('param');
        return once(c, db, OrganisationShape, async (keep) => {
          await releaseContact(db, id, contact, (tx) => said(c, tx, id, keep));
          return whole(db, id);
        });
      },
    )
    .post(
      '/organisations/:id/cover',
      says('Cover a product under a plan', OrganisationShape),
      takes('param', IdInPath),
      takes('json', CoverAsk),
      (c) => {
        const { id } = c.req.valid('param');
        return once(c, db, OrganisationShape, async (keep) => {
          await addCover(db, id, c.req.valid('json'), (tx) => said(c, tx, id, keep));
          return whole(db, id);
        });
      },
    )
    .put(
      '/cover/:id',
      says('Change a cover', OrganisationShape),
      takes('param', IdInPath),
      takes('json', CoverAsk),
      (c) => onCover(c, db, (id, revision, also) => changeCover(db, id, revision, c.req.valid('json'), also)),
    )
    .post(
      '/cover/:id/renewal',
      says('Let a cover run on for as long as its plan says', OrganisationShape),
      takes('param', IdInPath),
      (c) => onCover(c, db, (id, revision, also) => renewCover(db, id, revision, also)),
    )
    .delete('/cover/:id', says('Take a cover away', OrganisationShape), takes('param', IdInPath), (c) =>
      onCover(c, db, (id, revision, also) => removeCover(db, id, revision, also)),
    );
}

type Answer = z.input<typeof OrganisationShape>;
type Whose = (tx: Tx, organisationId: number) => Promise<void>;

/** One change to a cover, once, if it is as the agent saw it; answers with whose it is. */
function onCover(c: Context<ApiEnv>, db: Db, change: (id: number, revision: number, also: Whose) => Promise<void>) {
  const id = IdInPath.shape.id.parse(c.req.param('id'));
  const revision = revisionOf(c);
  return once(c, db, OrganisationShape, async (keep) => {
    let whose = 0;
    await change(id, revision, async (tx, organisationId) => {
      whose = organisationId;
      await said(c, tx, organisationId, keep);
    });
    return whole(db, whose);
  });
}

const revisionOf = (c: Context) => seqOf(c, 'the revision');

/** The event of a change, and its answer, kept with it. */
async function said(
  c: Context<ApiEnv>,
  tx: Tx,
  id: number,
  keep: (tx: Db, answer: Answer) => Promise<void>,
): Promise<void> {
  await tellOfDesk(tx, { kind: 'organisation changed', by: agentOf(c).id, data: { organisationId: id } });
  await keep(tx, await whole(tx, id));
}

async function whole(db: Db, id: number): Promise<Answer> {
  const organisation = await organisationDetail(db, id);
  if (!organisation) throw new DeskError('not_found', 'There is no such organisation.');
  return { organisation };
}
