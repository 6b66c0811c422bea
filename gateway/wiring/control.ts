import { z } from 'zod';
import { DoctorShape } from '../api/mailbox-shapes.ts';
import { backup } from '../keep/backup.ts';
import { backupTroubles } from '../keep/nightly.ts';
import type { Heed } from '../open.ts';
import { replay } from '../store/ledger-end.ts';
import { tellOfDesk } from '../store/tell.ts';
import { findings } from './checking.ts';

/** What the command line may ask of a desk, of a running gateway as of one it opens itself. */
type Question<Ask extends z.ZodType, Answer extends z.ZodType> = {
  ask: Ask;
  answer: Answer;
  /** `signal` ends it: the gateway stops. */
  run(heed: Heed, asked: z.output<Ask>, signal: AbortSignal): Promise<z.input<Answer>>;
};

const question = <Ask extends z.ZodType, Answer extends z.ZodType>(one: Question<Ask, Answer>) => one;

const LedgerIds = z.array(z.number().int().positive());

export const QUESTIONS = {
  doctor: question({ ask: z.object({}), answer: DoctorShape, run: doctor }),
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
  backup: question({
    ask: z.object({}),
    answer: z.object({ folder: z.string(), missing: z.number() }),
    async run({ db, config }, _, signal) {
      const { folder, manifest } = await backup({ db, dataDir: config.dataDir, signal }, 'by hand');
      return { folder, missing: manifest.blobs.missing };
    },
  }),
};

export type Questions = typeof QUESTIONS;
export type Asked<Name extends keyof Questions> = z.input<Questions[Name]['ask']>;
export type Answered<Name extends keyof Questions> = z.output<Questions[Name]['answer']>;

/** The census of all mail, and how the backups are going. */
export async function doctor(heed: Heed) {
  const found = await findings(heed);
  return { ...found, findings: [...(found.findings ?? []), ...(await backupTroubles(heed.db))] };
}

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
