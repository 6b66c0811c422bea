import type { Letter } from './letter.ts';

const NONE = '@no-message-id.invalid>';

/**
 * A mail that brought no Message-ID is known by its sender, its date and its content: delivered twice, also with other
 * traces, it bears the same name. The name is for our own tables and stands in no mail of ours. One without a date, too,
 * has none: the same words may be meant twice.
 */
export function named(letter: Letter): Letter {
  const { messageId, date, from, contentHash } = letter;
  if (messageId !== null || date === null || from === null) return letter;
  return { ...letter, messageId: `<${date}.${contentHash}.${from.address.toLowerCase().replace('@', '=')}${NONE}` };
}

/** Whether an id is such a name. */
export const isStandIn = (messageId: string): boolean => messageId.endsWith(NONE);
