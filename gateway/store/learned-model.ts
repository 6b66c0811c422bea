import { sql } from 'kysely';
import { HOUR, type Instant } from '../desk/instant.ts';
import { emptyModel, type Model } from '../desk/learning/model.ts';
import { pack, unpack } from '../desk/learning/pack.ts';
import { packSpam, unpackSpam } from '../desk/learning/pack-spam.ts';
import { type SpamModel, silentSpamModel } from '../desk/learning/spam-model.ts';
import type { Db } from './db.ts';

/** Learning takes seconds; a gateway that has not said how it ended by now is dead. */
const CLAIM = HOUR;

/** A model to be made anew. `heardUntil`: the newest label it knows; `newest`: the newest there is. */
export type Claimed = { model: Model; heardUntil: number; newest: number };

/** The model, for the one gateway that is to make this night's; null when it was made, or nothing new was said. */
export async function claimLearning(db: Db, night: string): Promise<Claimed | null> {
  const { rows } = await sql<{ packed: string; heardUntil: number; newest: number }>`
    insert into learned_model (claimed_until) select heed_now() + ${CLAIM}::bigint
      where exists (select from label where id > coalesce((select heard_until from learned_model), 0))
        or exists (select from event where kind in ('spam', 'not spam') and at > coalesce((select made_at from learned_model), 0))
    on conflict (singleton) do update set claimed_until = excluded.claimed_until
    where learned_model.night <> ${night} and learned_model.claimed_until <= heed_now()
    returning packed, heard_until as "heardUntil", coalesce((select max(id) from label), 0) as newest`.execute(db);
  const [row] = rows;
  if (!row) return null;
  const model = unpack(row.packed);
  // One of another version is learnt anew, from the first label on.
  return model ? { ...row, model } : { ...row, model: emptyModel(), heardUntil: 0 };
}

export async function keepLearned(db: Db, night: string, { model, newest }: Claimed, spam: SpamModel): Promise<void> {
  await sql`update learned_model set packed = ${pack(model)}, spam_packed = ${packSpam(spam)}, heard_until = ${newest}, night = ${night},
    revision = revision + 1, claimed_until = 0, made_at = heed_now()`.execute(db);
}

/** Gives the claim back, to be taken at the next look. */
export async function giveLearningBack(db: Db): Promise<void> {
  await sql`update learned_model set claimed_until = 0`.execute(db);
}

/** What was learnt, as it is now; its 2 MB are fetched and unpacked only when it has been made anew. */
export function modelReader(db: Db): () => Promise<{ model: Model; spam: SpamModel }> {
  let kept = { revision: 0, model: emptyModel(), spam: silentSpamModel() };
  return async () => {
    const { rows } = await sql<{ revision: number; packed: string; spamPacked: string }>`
      select revision, packed, spam_packed as "spamPacked" from learned_model where revision <> ${kept.revision}`.execute(
      db,
    );
    const [row] = rows;
    if (row)
      kept = {
        revision: row.revision,
        model: unpack(row.packed) ?? emptyModel(),
        spam: unpackSpam(row.spamPacked),
      };
    return { model: kept.model, spam: kept.spam };
  };
}

/** When the model was last made, and how many labels it has not heard. */
export async function learningState(db: Db): Promise<{ madeAt: Instant | null; unheard: number }> {
  const { rows } = await sql<{ madeAt: Instant | null; unheard: number }>`
    select (select made_at from learned_model) as "madeAt",
      (select count(*) from label where id > coalesce((select heard_until from learned_model), 0)) as unheard`.execute(
    db,
  );
  return rows[0] ?? { madeAt: null, unheard: 0 };
}
