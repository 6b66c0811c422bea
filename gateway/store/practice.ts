import type { Practice } from '../desk/practice.ts';
import { agents } from './agents.ts';
import { blocks } from './blocks.ts';
import type { Db } from './db.ts';
import { modelReader } from './learned-model.ts';
import { readReplies } from './settings.ts';

/** How the desk goes about its mail, as it is now; what it has learnt is fetched only when it has changed. */
export function practiceReader(db: Db): () => Promise<Practice> {
  const readLearned = modelReader(db);
  return async () => ({
    ...(await readLearned()),
    blocked: new Set((await blocks(db)).map(({ sender }) => sender)),
    agents: (await agents(db)).flatMap(({ id, name, address, active }) =>
      active ? [{ id, name, address: address.toLowerCase() }] : [],
    ),
    replies: await readReplies(db),
  });
}
