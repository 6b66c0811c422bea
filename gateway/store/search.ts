import { type RawBuilder, sql } from 'kysely';

// A word that nearly every mail holds would be read a million times; past this we take what we have, and the newest.
const MOST_CANDIDATES = 2000;
// What an agent types; more words only cost.
const MOST_WORDS = 10;

/**
 * SQL for the ids of tickets that a search may mean: by number, by the requester's name or address, by words of a
 * message. The last word may be half typed. Rare words are found through the index; a common one among the newest
 * messages, and in as many of the others as the index gives first.
 */
export function candidatesFor(text: string): RawBuilder<unknown> {
  const words = text.split(/\s+/).filter(Boolean).slice(0, MOST_WORDS);
  const number = /^#?(\d{1,15})$/.exec(text.trim())?.[1];
  const inMessage = wordsQuery(words);
  const inName = wordsQuery(words.flatMap((word) => word.split(/[^\p{L}\p{N}]+/u)).filter(Boolean));
  return sql`
    select ${number === undefined ? null : Number(number)}::bigint
    union
    select ticket_id from (select ticket_id from message where search @@ ${inMessage} limit ${MOST_CANDIDATES}) anywhere
    union
    select ticket_id from (select ticket_id, search from message order by id desc limit ${MOST_CANDIDATES}) newest
      where search @@ ${inMessage}
    union
    select * from (select t.id from contact c join ticket t on t.requester_id = c.id
      where contact_words(c.name, c.address) @@ ${inName} limit ${MOST_CANDIDATES}) requester`;
}

/** Every word, the last as a beginning. Quoted, so that no character of it is an operator. */
function wordsQuery(words: readonly string[]): RawBuilder<unknown> {
  const terms = words.map((word, place) => `${quoted(word)}${place === words.length - 1 ? ':*' : ''}`);
  return sql`to_tsquery('simple', ${terms.join(' & ')})`;
}

const quoted = (word: string): string => `'${word.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
