import { ImapFlow } from 'imapflow';
import { wrapMethod } from './failing-calls.ts';

/** A text of the product, and what a careless hand makes of it. `file` is below gateway/. */
export type Change = { file: string; is: string; becomes: string };

/** A mistake that a mail gateway could have; the faults of `foundBy` must bring it to light. */
export type Defect = {
  name: string;
  /** In the words of the table. */
  what: string;
  /** The codes of the fault that finds it. */
  foundBy: string;
  /** The column of the table in which it shows. */
  shows: 'lost' | 'doubled' | 'misplaced' | 'acksDoubled';
  changes: Change[];
  /** What the database lacks, too. */
  schema?: string;
  /** Makes a library that the product stands on behave so. */
  adapter?: () => void;
};

/** As a desk does that asks its server for unseen mail. */
function marksSeenFirst(): void {
  wrapMethod(
    ImapFlow.prototype,
    'mailboxOpen',
    (original) =>
      function (folder) {
        return original.call(this, folder, { readOnly: false });
      },
  );
  wrapMethod(
    ImapFlow.prototype,
    'search',
    (original) =>
      function (query, options) {
        const { all: _, ...asked } = query as Record<string, unknown>;
        return original.call(this, { ...asked, seen: false }, options);
      },
  );
  wrapMethod(
    ImapFlow.prototype,
    'fetch',
    (original) =>
      async function* (this: object, range, query, options) {
        if ((query as { source?: boolean }).source)
          await (this as ImapFlow).messageFlagsAdd(range as string, ['\\Seen'], { uid: true });
        yield* original.call(this, range, query, options) as AsyncIterable<unknown>;
      },
  );
}

export const DEFECTS: Defect[] = [
  {
    name: 'no-unique-key',
    what: 'no unique key of a mail',
    foundBy: 'F12b',
    shows: 'doubled',
    schema: 'alter table ledger drop constraint ledger_source_id_key_key',
    changes: [
      {
        file: 'store/sources.ts',
        is: `    on conflict (source_id, key) do nothing
    returning id as "ledgerId"`,
        becomes: '    returning id as "ledgerId"',
      },
    ],
  },
  {
    name: 'seen-before-commit',
    what: '\\Seen before COMMIT, and only unseen mail is read',
    foundBy: 'F01',
    shows: 'lost',
    changes: [],
    adapter: marksSeenFirst,
  },
  {
    name: 'highest-uid',
    what: 'the cursor is the highest UID',
    foundBy: 'F04b',
    shows: 'lost',
    changes: [
      {
        file: 'wiring/collecting.ts',
        is: 'const known = await knownUids(db, rowOf(source), wanted);',
        becomes: `const exact = await knownUids(db, rowOf(source), wanted);
        const known = exact.length === 0 ? [] : [{ from: 1, to: Math.max(...exact.map(({ to }) => to)) }];`,
      },
    ],
  },
  {
    name: 'resent-on-unknown',
    what: 'an acknowledgement is resent on unknown',
    foundBy: 'F19',
    shows: 'acksDoubled',
    changes: [
      {
        file: 'desk/sending.ts',
        is: "    if (row.kind === 'acknowledgement') return { ...end, state: 'unknown', reason };\n",
        becomes: '',
      },
    ],
  },
  {
    name: 'no-fencing',
    what: 'no fencing of what is sent',
    foundBy: 'F25',
    shows: 'acksDoubled',
    changes: [
      {
        file: 'store/outbox.ts',
        is: "from m where o.id = m.id and o.fence = m.fence and o.state = 'claimed' returning m.*",
        becomes: 'from m where o.id = m.id returning m.*',
      },
    ],
  },
  {
    name: 'outside-the-lock',
    what: 'a mail is decided outside the lock',
    foundBy: 'F13',
    shows: 'doubled',
    changes: [
      { file: 'store/take.ts', is: '  await lockThreads(tx, keys);\n', becomes: '' },
      // The moment between looking and writing is short: under the lock it may be as long as it likes.
      {
        file: 'store/take.ts',
        is: 'const facts = await mailFacts(tx, keys);',
        becomes: 'const facts = await mailFacts(tx, keys); await new Promise((done) => setTimeout(done, 200));',
      },
    ],
  },
  {
    name: 'no-folder',
    what: 'the folder is not in the key',
    foundBy: 'F13b',
    shows: 'lost',
    changes: [
      {
        file: 'wiring/epochs.ts',
        is: 'await sourceOf(heed.db, mailbox.id, folder)',
        becomes: "await sourceOf(heed.db, mailbox.id, 'INBOX')",
      },
      {
        file: 'wiring/epochs.ts',
        is: '{ mailboxId: mailbox.id, folder, uidValidity, renumbered }',
        becomes: "{ mailboxId: mailbox.id, folder: 'INBOX', uidValidity, renumbered }",
      },
    ],
  },
  {
    name: 'no-fsync',
    what: 'the spool is not synced to the disk',
    foundBy: 'F16',
    shows: 'lost',
    changes: [
      { file: 'mail/durable.ts', is: 'await file.sync();', becomes: '' },
      { file: 'mail/durable.ts', is: 'await folder.sync();', becomes: '' },
    ],
  },
];
