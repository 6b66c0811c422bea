/** Words agents put on tickets, and how a search names them. */

/** More on one ticket is a list kept in the wrong place. */
export const MOST_TAGS = 30;

// One word, so that it can stand in a search; as long as a chip on a phone can show.
const TAG = /^[\p{L}\p{N}][\p{L}\p{M}\p{N}._+#&-]{0,39}$/u;

/** A tag as it is kept: small letters, hyphens for spaces. Null for what is none. */
export function tagIn(text: string): string | null {
  const tag = text.normalize('NFC').trim().toLowerCase().replace(/\s+/g, '-');
  return TAG.test(tag) ? tag : null;
}

const NAMED = /^tag:(.*)$/i;

/** What a search asks for: `tag:vip` names a tag, all else is words. Something that can be no tag is looked for as it stands. */
export function searchIn(text: string): { tags: string[]; words: string } {
  const [tags, words]: [string[], string[]] = [[], []];
  for (const one of text.split(/\s+/).filter(Boolean)) {
    const tag = tagIn(NAMED.exec(one)?.[1] ?? '');
    if (tag === null) words.push(one);
    else tags.push(tag);
  }
  return { tags, words: words.join(' ') };
}
