import { DAY } from './instant.ts';
import { emptyModel, type Model } from './learning/model.ts';
import { type SpamModel, silentSpamModel } from './learning/spam-model.ts';
import { REOPENS_WITHIN } from './status.ts';

/** What an admin settles about replies. */
export type Replies = {
  /** A ticket closed for longer stays closed: whoever answers it has a new request, which is linked to it. In days. */
  reopensWithinDays: number;
  /** Whether an agent's mail that answers a notice of ours goes to the customer as their answer. */
  agentsAnswerByMail: boolean;
};

export const DEFAULT_REPLIES: Replies = { reopensWithinDays: REOPENS_WITHIN / DAY, agentsAnswerByMail: false };

/** How a desk goes about its mail, besides what it promises: what it has learnt and settled. */
export type Practice = {
  /** What its agents taught it of priorities. */
  model: Model;
  /** And of spam. */
  spam: SpamModel;
  /** Addresses and domains whose mail becomes no ticket; lower-cased. */
  blocked: ReadonlySet<string>;
  /** Who answers here; addresses lower-cased. */
  agents: readonly { id: number; name: string; address: string }[];
  replies: Replies;
};

/** A desk that has settled nothing yet. */
export const DEFAULT_PRACTICE: Practice = {
  model: emptyModel(),
  spam: silentSpamModel(),
  blocked: new Set(),
  agents: [],
  replies: DEFAULT_REPLIES,
};
