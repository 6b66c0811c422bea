import { expect, test } from 'vitest';
import { decide } from '../../gateway/desk/decide.ts';
import { judge, type Sender } from '../../gateway/desk/judge.ts';
import { type Example, emptyModel, learn } from '../../gateway/desk/learning/model.ts';
import { DEFAULT_POLICY } from '../../gateway/desk/policy.ts';
import { DEFAULT_PRACTICE } from '../../gateway/desk/practice.ts';
import { arrivalOf, factsOf, letterOf } from './cast.ts';

const letter = (visible: string) => ({ subject: '', visible, language: 'en' as const });
const by = (trust: Sender['trust'], kind: Sender['kind'] = 'person'): Sender => ({ trust, kind });
const reasonOf = (visible: string, sender: Sender) => judge(letter(visible), sender, DEFAULT_PRACTICE).reason;

const OUTAGE = 'Our server is down and nobody can work.';
const BREACH = 'Security breach: our account was hacked and customer data leaked.';

test.each([
  ['an outage, by whoever tells of it', OUTAGE, by('unknown'), true],
  ['an outage, by a machine', OUTAGE, by('unknown', 'auto-generated'), true],
  ['a break-in, told by a sender whose domain vouches', BREACH, by('verified'), true],
  ['not a break-in, told by somebody nobody knows: that is what phishing says', BREACH, by('unknown'), false],
  ['not a forged mail, whatever it says', OUTAGE, by('failed'), false],
  ['not a mailing list', OUTAGE, by('verified', 'list'), false],
])('somebody is woken for %s', (_, words, sender, wakes) => {
  expect(reasonOf(words, sender)).toMatchObject({ wakes, unsure: !wakes });
});

test('an ordinary question neither wakes nor asks', () => {
  expect(reasonOf('How do I export contacts?', by('unknown'))).toMatchObject({ wakes: false, unsure: false });
});

test('a ticket keeps what was made of its letter, and opens with what the desk has learnt', () => {
  const taught = Array.from({ length: 80 }, (_, nth): Example => {
    const about = nth % 2 === 0 ? 'conveyor' : 'newsletter';
    const visible = `The ${about} has a problem again, number ${nth}.`;
    const { reason } = judge(letter(visible), by('verified'), DEFAULT_PRACTICE);
    if (!reason.opening) throw new Error('nothing was kept');
    const label = about === 'conveyor' ? 'high' : 'low';
    return { subject: '', visible, ...reason.opening, label, how: 'changed' };
  });
  const model = taught.reduce(learn, emptyModel());
  const asks = letterOf({ subject: '', visible: 'The conveyor has a problem.' });
  const opened = (practice = DEFAULT_PRACTICE) => {
    const decision = decide(asks, factsOf(), arrivalOf(), DEFAULT_POLICY, practice);
    return decision === 'later' ? null : decision.change;
  };
  expect(opened()?.open?.priority).toBe('medium');
  expect(opened({ ...DEFAULT_PRACTICE, model })).toMatchObject({
    open: {
      priority: 'high',
      priority_reason: { why: expect.stringContaining('conveyor'), opening: { scored: { priority: 'medium' } } },
    },
    clocks: [{ priority: 'high' }, { priority: 'high' }],
  });
});
