import { useEffect, useState } from 'preact/hooks';
import type { OnCallNow, Preview } from '../../gateway/api/policy-shapes.ts';
import { agentName } from '../parts/deed-words.ts';
import { zoneHere } from '../parts/desk-fields.tsx';
import { Field, Trouble } from '../parts/field.tsx';
import { fully } from '../parts/when.tsx';
import { announce } from '../state/announce.ts';
import { troubleOf } from '../state/answered.ts';
import {
  type Book,
  previewBook,
  type RotaPage,
  type RulePage,
  readBook,
  readOnCall,
  writeBook,
} from '../state/policy.ts';
import { nameOf } from '../state/promise.ts';
import { pathOfTicket } from '../state/route.ts';
import { agents } from '../state/tickets.ts';
import { NotYet, useAnswer } from './answer.tsx';
import { CalendarFields } from './calendar-fields.tsx';
import { Pages } from './list-fields.tsx';
import { PolicyFields, RotaFields, RuleFields } from './promise-fields.tsx';

/** What the desk promises, when, and what happens otherwise. Nothing is kept before its consequences were seen. */
export function Promises() {
  const { answer, again } = useAnswer(readBook);
  const [book, setBook] = useState<Book | null>(null);
  const [version, setVersion] = useState(0);
  const [preview, setPreview] = useState<Preview | null>(null);
  const [trouble, setTrouble] = useState('');
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    if (answer?.is !== 'good') return;
    setBook(answer.value.book);
    setVersion(answer.value.version);
  }, [answer]);
  if (!book) {
    return (
      <div class="page">
        <h1>Promises</h1>
        <NotYet answer={answer} again={again} />
      </div>
    );
  }
  const change = (part: Partial<Book>) => {
    setBook({ ...book, ...part });
    setPreview(null);
  };
  const look = async () => {
    setBusy(true);
    const shown = await previewBook(book);
    setBusy(false);
    setTrouble(troubleOf(shown));
    setPreview(shown.is === 'good' ? shown.value : null);
  };
  const save = async () => {
    setBusy(true);
    const written = await writeBook(book, version);
    setBusy(false);
    setTrouble(troubleOf(written));
    if (written.is !== 'good') return;
    setVersion(written.value.version);
    setPreview(null);
    announce('Saved. Open promises follow within a minute.', true);
  };
  return (
    <div class="page">
      <h1>Promises</h1>
      <p>When customers are answered, and what happens before anybody forgets.</p>
      <BookFields book={book} change={change} />
      <Trouble words={trouble} />
      {preview && <Consequences preview={preview} />}
      <div class="actions">
        <button type="button" class="button" disabled={busy} onClick={() => void look()}>
          Show what changes
        </button>
        {preview && (
          <button type="button" class="button primary" disabled={busy} onClick={() => void save()}>
            Save
          </button>
        )}
      </div>
    </div>
  );
}

function BookFields({ book, change }: { book: Book; change: (part: Partial<Book>) => void }) {
  const [standard] = book.policies.slice(-1);
  const rotas = (next: RotaPage[]) => change({ onCall: { ...book.onCall, rotas: next } });
  const people = agents.value.filter(({ active }) => active).map(({ address }) => address);
  return (
    <>
      <Pages
        title="Calendars"
        about="When the desk is open. Promises count only then."
        pages={book.calendars}
        set={(calendars) => change({ calendars })}
        add="Add a calendar"
        fresh={() => ({ name: '', zone: zoneHere(), week: {}, holidays: [], closures: [] })}
        fields={(page, set) => <CalendarFields page={page} set={set} />}
      />
      <Pages
        title="Policies"
        about="The first that fits a ticket is its own; the last is for everybody."
        pages={book.policies}
        set={(policies) => change({ policies })}
        add="Add a policy"
        first
        fresh={() => ({ ...(standard ?? EMPTY_POLICY), name: '' })}
        fields={(page, set) => (
          <PolicyFields page={page} set={set} calendars={book.calendars.map(({ name }) => name)} />
        )}
      />
      <Pages
        title="Escalations"
        about="Each fires once for each promise, never early."
        pages={book.escalations}
        set={(escalations) => change({ escalations })}
        add="Add a rule"
        fresh={(): RulePage => ({
          name: '',
          when: '75 %',
          targets: ['first response', 'resolution'],
          priorities: ['critical', 'high', 'medium', 'low'],
          steps: ['notify assignee'],
        })}
        fields={(page, set) => <RuleFields page={page} set={set} />}
      />
      <OnCall />
      <Pages
        title="Rotas"
        about="Who is called. Whoever does not answer is followed by the next."
        pages={book.onCall.rotas}
        set={rotas}
        add="Add a rota"
        fresh={(): RotaPage => ({
          name: '',
          levels: ['L1', 'L2', 'L3', 'L4'],
          zone: zoneHere(),
          handOver: 'mon 09:00',
          from: new Date().toISOString().slice(0, 10),
          people: [],
          overrides: [],
        })}
        fields={(page, set) => <RotaFields page={page} set={set} people={people} />}
      />
      <div class="form">
        <Field
          label="The next is called after"
          value={book.onCall.pageAgainAfter}
          set={(pageAgainAfter) => change({ onCall: { ...book.onCall, pageAgainAfter } })}
        />
        <Field
          label="A test page each week"
          hint="mon 10:00, by the clock of each rota. Empty is none."
          value={book.onCall.testPage ?? ''}
          set={(text) => {
            const { testPage: _, ...rest } = book.onCall;
            change({ onCall: text === '' ? rest : { ...rest, testPage: text } });
          }}
        />
      </div>
    </>
  );
}

const EMPTY_PROMISE = { firstResponse: '8 hours', resolution: 'next release' };
const EMPTY_POLICY: Book['policies'][number] = {
  name: '',
  fits: {},
  calendar: 'always',
  pausesOn: ['customer', 'third party'],
  priorities: { critical: EMPTY_PROMISE, high: EMPTY_PROMISE, medium: EMPTY_PROMISE, low: EMPTY_PROMISE },
};

function OnCall() {
  const { answer } = useAnswer<OnCallNow>(readOnCall);
  if (answer?.is !== 'good' || answer.value.now.length === 0) return null;
  return (
    <section>
      <h2>On call now</h2>
      <ul class="lines">
        {answer.value.now.map(({ rota, agentId }) => (
          <li key={rota}>
            {rota}: {agentName(agentId)}
          </li>
        ))}
        {answer.value.gaps.map(({ level, from, until }) => (
          <li key={`${level}${from}`} class="bad">
            Nobody for {level} from {fully(from)} to {fully(until)}
          </li>
        ))}
        {answer.value.tests.map((test) => (
          <li key={`${test.rota}${test.at}`} class={test.missedAt === null ? '' : 'bad'}>
            Tested {fully(test.at)}, {test.rota}:{' '}
            {test.agentId === null ? 'nobody was on call' : agentName(test.agentId)}
            {test.agentId !== null && testWords(test)}
          </li>
        ))}
      </ul>
    </section>
  );
}

function testWords({ acknowledgedAt, missedAt }: OnCallNow['tests'][number]): string {
  if (acknowledgedAt === null) return missedAt === null ? ' is being called' : ' did not acknowledge it';
  return missedAt === null ? ' had it' : ' had it, late';
}

// What an admin reads before saving; the rest is counted.
const MOST_SHOWN = 20;

function Consequences({ preview: { moves, open, looked, examples } }: { preview: Preview }) {
  return (
    <div class="paper" role="status">
      <h2>
        {moves.length === 0 ? 'No open promise moves' : `${moves.length} open promises move`}
        {looked < open && ` (of ${looked} tickets looked at; ${open} are open)`}
      </h2>
      <ul class="lines">
        {moves.slice(0, MOST_SHOWN).map(({ ticketId, subject, target, from, to }) => (
          <li key={`${ticketId}${target}`}>
            <a href={pathOfTicket(ticketId)}>#{ticketId}</a> {subject}: {nameOf({ target })} from {moment(from)} to{' '}
            {moment(to)}
          </li>
        ))}
      </ul>
      <h3>A mail that arrives now</h3>
      <ul class="lines">
        {examples.flatMap(({ priority, promises }) =>
          promises.map(({ target, dueAt, rules }) => (
            <li key={`${priority}${target}`}>
              <span class="capital">{priority}</span>, {nameOf({ target }).toLowerCase()}: {moment(dueAt)}
              {rules.map(({ rule, at, steps }) => (
                <p key={rule} class="quiet">
                  {fully(at)}: {rule} ({steps.join(', ')})
                </p>
              ))}
            </li>
          )),
        )}
      </ul>
    </div>
  );
}

const moment = (at: number | null): string => (at === null ? 'the next release' : fully(at));
