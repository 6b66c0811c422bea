import { z } from 'zod';
import { CheckShape } from '../api/check-shapes.ts';
import { BookShape } from '../api/policy-shapes.ts';
import { compilePolicy } from '../desk/policy-compile.ts';
import { movesOf } from '../desk/policy-preview.ts';
import { backup } from '../keep/backup.ts';
import type { Heed } from '../open.ts';
import { ticketFacts } from '../store/facts.ts';
import { replay } from '../store/ledger-end.ts';
import { mailboxNames, openPromises, readBook, releasesToCome, writeBook } from '../store/policy.ts';
import { tellOfDesk } from '../store/tell.ts';
import { checkDesk } from './checking.ts';

/** What the command line may ask of a desk, of a running gateway as of one it opens itself. */
type Question<Ask extends z.ZodType, Answer extends z.ZodType> = {
  ask: Ask;
  answer: Answer;
  /** `signal` ends it: the gateway stops. */
  run(heed: Heed, asked: z.output<Ask>, signal: AbortSignal): Promise<z.input<Answer>>;
};

/** Tickets looked at for what a new policy moves. */
const LOOKED_AT = 1000;

const question = <Ask extends z.ZodType, Answer extends z.ZodType>(one: Question<Ask, Answer>) => one;

const LedgerIds = z.array(z.number().int().positive());

export const QUESTIONS = {
  doctor: question({
    ask: z.object({ whole: z.boolean().default(false) }),
    answer: CheckShape,
    run: (heed, { whole }) => checkDesk(heed, whole ? 'whole' : 'usual'),
  }),
  replay: question({
    ask: z.object({ ledgerIds: LedgerIds }),
    answer: z.object({ replayed: LedgerIds }),
    async run({ db }, { ledgerIds }) {
      const replayed: number[] = [];
      for (const ledgerId of ledgerIds) {
        if (!(await replay(db, ledgerId))) continue;
        await tellOfDesk(db, { kind: 'replayed', by: null, data: { ledgerId } });
        replayed.push(ledgerId);
      }
      return { replayed };
    },
  }),
  policy: question({
    ask: z.object({}),
    answer: z.object({ book: BookShape }),
    run: async ({ db }) => ({ book: (await readBook(db)).book }),
  }),
  setPolicy: question({
    ask: z.object({ book: BookShape }),
    answer: z.object({ moves: z.number() }),
    async run(heed, { book }) {
      const policy = compilePolicy(book, await mailboxNames(heed.db), await releasesToCome(heed.db));
      const { ids } = await openPromises(heed.db, LOOKED_AT);
      const moves = movesOf(await ticketFacts(heed.db, ids), policy).length;
      await writeBook(heed.db, book, null);
      await tellOfDesk(heed.db, { kind: 'policy changed', by: null });
      heed.forgetSettings();
      return { moves };
    },
  }),
  backup: question({
    ask: z.object({}),
    answer: z.object({ folder: z.string(), missing: z.number() }),
    async run({ db, bucket, config }, _, signal) {
      const { folder, manifest } = await backup({ db, dataDir: config.dataDir, bucket, signal }, 'by hand');
      return { folder, missing: manifest.blobs.missing };
    },
  }),
};

export type Questions = typeof QUESTIONS;
export type Asked<Name extends keyof Questions> = z.input<Questions[Name]['ask']>;
export type Answered<Name extends keyof Questions> = z.output<Questions[Name]['answer']>;

/** @throws ZodError for a question asked wrongly; whatever answering it throws */
export async function answer<Name extends keyof Questions>(
  heed: Heed,
  name: Name,
  asked: unknown,
  signal: AbortSignal,
): Promise<Answered<Name>> {
  const one: Question<z.ZodType, z.ZodType> = QUESTIONS[name];
  return one.answer.parse(await one.run(heed, one.ask.parse(asked), signal)) as Answered<Name>;
}

/** The answer of a running gateway, as it came over its socket. */
export function readAnswer<Name extends keyof Questions>(name: Name, said: unknown): Answered<Name> {
  return QUESTIONS[name].answer.parse(said) as Answered<Name>;
}
