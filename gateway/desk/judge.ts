import type { PriorityReason } from './change.ts';
import { type Scored, scorePriority } from './cues.ts';
import { predict } from './learning/predict.ts';
import type { Language, LetterKind, Trust } from './letter.ts';
import type { Practice } from './practice.ts';
import type { Priority } from './priority.ts';

export type Judging = { subject: string; visible: string; language: Language | null };

/** Who says so; an agent who opens a ticket vouches for it. */
export type Sender = { trust: Trust['verdict']; kind: LetterKind };

/** The priority a letter opens its ticket with, and why; kept with the ticket, so that its label can teach. */
export function judge(
  { subject, visible, language }: Judging,
  { trust, kind }: Sender,
  { model }: Practice,
): { priority: Priority; reason: PriorityReason } {
  const scored = scorePriority({ subject, visible }, language);
  const { priority, why, wakes, unsure } = predict(model, { subject, visible, language, scored });
  const believed = wakes && mayWake(scored, trust, kind);
  return {
    priority,
    reason: {
      cues: scored.cues,
      why,
      setByAgentId: null,
      wakes: believed,
      unsure: unsure || (wakes && !believed),
      opening: { scored, language },
    },
  };
}

/**
 * Whose word gets somebody out of bed. Forged mail and mailing lists never do; and of a break-in alone, which is what
 * phishing tells of, only a sender whose domain vouches for the mail. All of them still ask.
 */
function mayWake({ cues }: Scored, trust: Trust['verdict'], kind: LetterKind): boolean {
  if (trust === 'failed' || kind === 'list') return false;
  return trust === 'verified' || cues.some(({ cue }) => cue === 'outage' || cue === 'danger');
}
