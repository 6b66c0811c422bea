import { useState } from 'preact/hooks';
import type { TicketRow } from '../../gateway/api/shapes.ts';
import { tagIn } from '../../gateway/desk/tag.ts';
import { readTags, tagsLike } from '../state/tags.ts';
import type { Deed } from '../state/writes.ts';
import { Menu } from './menu.tsx';

/** The tags of a ticket: type one, pick one that was used before, or take one off. */
export function TagChip({ ticket, turn }: { ticket: TicketRow; turn: (deed: Deed) => void }) {
  const [typed, setTyped] = useState('');
  const { tags } = ticket;
  const tag = tagIn(typed);
  const put = (one: string) => {
    if (!tags.includes(one)) turn({ do: 'tag', tag: one, on: true });
    setTyped('');
  };
  return (
    <Menu
      name="Tags"
      value={<span class="cut">{tags.length === 0 ? 'Tag' : tags.join(', ')}</span>}
      head={
        <form
          class="to-ticket"
          onSubmit={(event) => {
            event.preventDefault();
            if (tag) put(tag);
          }}
        >
          <input
            aria-label="New tag"
            placeholder="vip"
            autocomplete="off"
            autocapitalize="none"
            maxLength={40}
            autofocus
            value={typed}
            onFocus={() => void readTags()}
            onInput={(event) => setTyped(event.currentTarget.value)}
          />
          <button type="submit" class="button small" disabled={tag === null}>
            Add
          </button>
        </form>
      }
      choices={[
        ...tagsLike(tag ?? '', tags).map((one) => ({ key: one, words: one, chosen: false, choose: () => put(one) })),
        ...tags.map((one) => ({
          key: `-${one}`,
          words: `Take off ${one}`,
          chosen: false,
          choose: () => turn({ do: 'tag', tag: one, on: false }),
        })),
      ]}
    />
  );
}
