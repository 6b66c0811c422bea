import { Hono } from 'hono';
import { DAY, after as later } from '../desk/instant.ts';
import { gaps, onCallAt } from '../desk/on-call.ts';
import { policyOf } from '../desk/policy.ts';
import { compilePolicy } from '../desk/policy-compile.ts';
import { examplesOf, movesOf } from '../desk/policy-preview.ts';
import { sumsOf } from '../desk/sums.ts';
import { agents } from '../store/agents.ts';
import { movesOn } from '../store/events.ts';
import { ticketFacts } from '../store/facts.ts';
import { readNow } from '../store/now.ts';
import { mailboxNames, openPromises, readBook, releasesToCome, writeBook } from '../store/policy.ts';
import { tellOfDesk } from '../store/tell.ts';
import { acknowledgeTestPages, isTested, newestTestPages } from '../store/test-pages.ts';
import { type ApiEnv, agentOf } from './access.ts';
import { IdInPath } from './asks.ts';
import type { ApiDeps } from './deps.ts';
import { refusal } from './errors.ts';
import { holidaysInFile, holidaysOf } from './holidays.ts';
import {
  BookAsk,
  CalendarFileAsk,
  CalendarFileShape,
  HolidaysAsk,
  HolidaysShape,
  KeptBookShape,
  OnCallShape,
  PreviewAsk,
  PreviewShape,
  SumsListShape,
  TestedShape,
} from './policy-shapes.ts';
import { gives, says, takes } from './route.ts';

/** A preview looks at this many tickets; it says how many more there are. */
const LOOKED_AT = 1000;

/** What the desk promises, who is on call, and how a promise came to its instant. */
export function policyRoutes(deps: ApiDeps) {
  const { db } = deps;
  return new Hono<ApiEnv>()
    .get('/test-page', says('Whether a test page is out to me', TestedShape), async (c) =>
      gives(c, TestedShape, { out: await isTested(db, agentOf(c).id) }),
    )
    .post('/test-page/acknowledgement', says('I have the test page', TestedShape), async (c) => {
      const by = agentOf(c).id;
      await db.transaction().execute(async (tx) => {
        if ((await acknowledgeTestPages(tx, by)) > 0) await tellOfDesk(tx, { kind: 'test page acknowledged', by });
      });
      return gives(c, TestedShape, { out: false });
    })
    .get('/policy', says('Calendars, promises, escalations and rotas', KeptBookShape), async (c) =>
      gives(c, KeptBookShape, await readBook(db)),
    )
    .put(
      '/policy',
      says('Change them; open promises follow within a minute', KeptBookShape),
      takes('json', BookAsk),
      async (c) => {
        const { book, version } = c.req.valid('json');
        await writeBook(db, book, version);
        await tellOfDesk(db, { kind: 'policy changed', by: agentOf(c).id });
        deps.forgetSettings();
        return gives(c, KeptBookShape, await readBook(db));
      },
    )
    .post(
      '/policy/preview',
      says('Which open promises a change would move, and to when', PreviewShape),
      takes('json', PreviewAsk),
      async (c) => {
        const policy = compilePolicy(c.req.valid('json').book, await mailboxNames(db), await releasesToCome(db));
        const { ids, total } = await openPromises(db, LOOKED_AT);
        const moves = movesOf(await ticketFacts(db, ids), policy);
        const examples = examplesOf(policy, await readNow(db));
        return gives(c, PreviewShape, { open: total, looked: ids.length, moves, examples: examples.map(plain) });
      },
    )
    .get(
      '/holidays',
      says('Public holidays by country and region', HolidaysShape),
      takes('query', HolidaysAsk),
      async (c) => {
        const { country, region, year } = c.req.valid('query');
        const from = year ?? new Date(await readNow(db)).getUTCFullYear();
        return gives(c, HolidaysShape, await holidaysOf(country, region, from));
      },
    )
    .post(
      '/holidays/file',
      says('The days of a calendar file (iCalendar)', CalendarFileShape),
      takes('json', CalendarFileAsk),
      async (c) => gives(c, CalendarFileShape, { holidays: await holidaysInFile(c.req.valid('json').text) }),
    )
    .get('/on-call', says('Who is on call now, and when nobody will be', OnCallShape), async (c) => {
      const [{ onCall }, now] = [await deps.policy(), await readNow(db)];
      const here = (await agents(db)).filter(({ active }) => active);
      const idOf = (address: string | null) =>
        here.find((agent) => agent.address.toLowerCase() === address)?.id ?? null;
      return gives(c, OnCallShape, {
        now: onCall.rotas.map((rota) => ({
          rota: rota.name,
          levels: [...rota.levels],
          agentId: idOf(onCallAt(rota, now)),
        })),
        tests: await newestTestPages(db),
        gaps: gaps(onCall, new Set(here.map(({ address }) => address.toLowerCase())), now, later(now, 7 * DAY)),
      });
    })
    .get(
      '/tickets/:id/clocks',
      says('How each promise came to its instant', SumsListShape),
      takes('param', IdInPath),
      async (c) => {
        const { id } = c.req.valid('param');
        const [ticket] = await ticketFacts(db, [id]);
        if (!ticket) throw refusal(404, 'not_found', `There is no ticket #${id}.`);
        const [policy, now] = [policyOf(await deps.policy(), ticket), await readNow(db)];
        const moves = await movesOn(db, id);
        return gives(c, SumsListShape, { clocks: ticket.clocks.map((clock) => sumsOf(policy, clock, now, moves)) });
      },
    );
}

const plain = (example: ReturnType<typeof examplesOf>[number]) => ({
  ...example,
  promises: example.promises.map((promise) => ({
    ...promise,
    rules: promise.rules.map((rule) => ({ ...rule, steps: [...rule.steps] })),
  })),
});
