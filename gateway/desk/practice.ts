import { emptyModel, type Model } from './learning/model.ts';

/** How a desk goes about its mail, besides what it promises: what it has learnt and settled. */
export type Practice = {
  /** What its agents taught it of priorities. */
  model: Model;
  /** Addresses and domains whose mail becomes no ticket; lower-cased. */
  blocked: ReadonlySet<string>;
};

/** A desk that has settled nothing yet. */
export const DEFAULT_PRACTICE: Practice = { model: emptyModel(), blocked: new Set() };
