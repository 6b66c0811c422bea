import { Pick } from '../parts/field.tsx';
import type { SentCopies } from '../state/mailboxes.ts';

type CopiesProps = { folder: string; value: SentCopies | null; set: (copies: SentCopies) => void };

/** Who keeps copies of answers on the mailbox's server. */
export function Copies({ folder, value, set }: CopiesProps) {
  const ways = [
    ['provider', 'The provider keeps them'],
    ['append', `Heed puts them into ${folder}`],
    ['none', 'Nobody does'],
  ] as const;
  return (
    <Pick
      label="Copies of answers on the server"
      hint={value === null ? 'Nobody has found out yet.' : ''}
      value={value ?? ''}
      options={value === null ? [['', 'Choose…'], ...ways] : ways}
      set={(chosen) => {
        const way = ways.find(([name]) => name === chosen);
        if (way) set(way[0]);
      }}
    />
  );
}
