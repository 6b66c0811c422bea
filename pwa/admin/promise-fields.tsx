import { TARGETS } from '../../gateway/desk/change.ts';
import { LEVELS } from '../../gateway/desk/levels.ts';
import { PRIORITIES } from '../../gateway/desk/priority.ts';
import { zones } from '../parts/desk-fields.tsx';
import { Field, Pick } from '../parts/field.tsx';
import type { PolicyPage, RotaPage, RulePage } from '../state/policy.ts';
import { ListField } from './list-fields.tsx';

type Props<Page> = { page: Page; set: (page: Page) => void };

/** What is promised, by priority, and whose tickets it is for. */
export function PolicyFields({ page, set, calendars }: Props<PolicyPage> & { calendars: string[] }) {
  const fits = (name: keyof PolicyPage['fits']) => (values: string[]) => {
    const { [name]: _, ...rest } = page.fits;
    set({ ...page, fits: values.length > 0 ? { ...rest, [name]: values } : rest });
  };
  const options = [...calendars, 'always'].map((name) => [name, name === 'always' ? 'By the clock' : name] as const);
  return (
    <>
      <div class="two">
        <ListField
          label="For organisations"
          hint="Names, domains or addresses, with commas. Empty is everybody."
          values={page.fits.organisations ?? []}
          set={fits('organisations')}
        />
        <ListField
          label="For mail to"
          hint="Addresses of mailboxes. Empty is all."
          values={page.fits.mailboxes ?? []}
          set={fits('mailboxes')}
        />
        <ListField
          label="For plans"
          hint="Names of plans, or: none. Empty is everybody."
          values={page.fits.plans ?? []}
          set={fits('plans')}
        />
        <ListField
          label="For tags"
          hint="Tickets with one of them. Empty is all."
          values={page.fits.tags ?? []}
          set={fits('tags')}
        />
        <Pick
          label="Counted in"
          value={page.calendar}
          options={options}
          set={(calendar) => set({ ...page, calendar })}
        />
        <ListField
          label="Paused while waiting on"
          hint="customer, third party"
          values={page.pausesOn}
          set={(values) => set({ ...page, pausesOn: values as PolicyPage['pausesOn'] })}
        />
      </div>
      {PRIORITIES.map((priority) => {
        const promise = page.priorities[priority];
        const put = (name: keyof typeof promise) => (value: string) => {
          const { [name]: _, ...rest } = promise;
          const next =
            value === '' && name !== 'firstResponse' && name !== 'resolution' ? rest : { ...rest, [name]: value };
          set({ ...page, priorities: { ...page.priorities, [priority]: next as typeof promise } });
        };
        return (
          <fieldset key={priority}>
            <legend class="label capital">{priority}</legend>
            <div class="two">
              <Field
                label="First answer"
                placeholder="2 hours"
                value={promise.firstResponse}
                set={put('firstResponse')}
              />
              <Field
                label="Solved"
                hint="Or: next release (see Releases)"
                value={promise.resolution}
                set={put('resolution')}
              />
              <Field label="Next answer" hint="Optional" value={promise.nextResponse ?? ''} set={put('nextResponse')} />
              <Field label="Update every" hint="Optional" value={promise.update ?? ''} set={put('update')} />
            </div>
          </fieldset>
        );
      })}
    </>
  );
}

/** When a rule fires, for what, and what then happens. */
export function RuleFields({ page, set }: Props<RulePage>) {
  return (
    <>
      <Field
        label="When"
        hint="at once, 75 %, breach, or 30 minutes after"
        value={page.when}
        set={(when) => set({ ...page, when })}
      />
      <ListField
        label="Then"
        hint="notify assignee, notify on call, notify support manager, notify technical director, raise priority, move up a level, move to L3, assign to an address, page"
        values={page.steps}
        set={(steps) => set({ ...page, steps })}
      />
      <div class="two">
        <ListField
          label="Of promises"
          hint={TARGETS.join(', ')}
          values={page.targets}
          set={(values) => set({ ...page, targets: values as RulePage['targets'] })}
        />
        <ListField
          label="Of priorities"
          hint={PRIORITIES.join(', ')}
          values={page.priorities}
          set={(values) => set({ ...page, priorities: values as RulePage['priorities'] })}
        />
      </div>
      <label class="check">
        <input
          type="checkbox"
          checked={page.onlyWhenClosed ?? false}
          onChange={(event) => set({ ...page, onlyWhenClosed: event.currentTarget.checked })}
        />
        Only for what comes while the desk is closed
      </label>
    </>
  );
}

/** Who takes over from whom, and when. */
export function RotaFields({ page, set, people }: Props<RotaPage> & { people: string[] }) {
  return (
    <>
      <ListField
        label="People, in turn"
        hint={`Their addresses: ${people.join(', ')}`}
        values={page.people}
        set={(values) => set({ ...page, people: values })}
      />
      <div class="two">
        <ListField
          label="For levels"
          hint={LEVELS.join(', ')}
          values={page.levels}
          set={(values) => set({ ...page, levels: values as RotaPage['levels'] })}
        />
        <Field
          label="Hand-over"
          hint="mon 09:00"
          value={page.handOver}
          set={(handOver) => set({ ...page, handOver })}
        />
        <Field label="First week begins" type="date" value={page.from} set={(from) => set({ ...page, from })} />
        <Field
          label="Answers between"
          hint="Empty is always. 08:00-20:00 lets others follow the sun."
          value={page.hours ?? ''}
          set={(hours) => {
            const { hours: _, ...rest } = page;
            set(hours === '' ? rest : { ...rest, hours });
          }}
        />
      </div>
      <Pick label="Time zone" value={page.zone} options={zones(page.zone)} set={(zone) => set({ ...page, zone })} />
      <ListField
        label="Stand-ins"
        hint="2026-03-10T09:00 to 2026-03-12T09:00 = grace@desk.example (or nobody)"
        values={page.overrides.map(({ from, until, person }) => `${from} to ${until} = ${person ?? 'nobody'}`)}
        set={(values) => set({ ...page, overrides: values.flatMap((text) => overrideIn(text) ?? []) })}
      />
    </>
  );
}

function overrideIn(text: string): RotaPage['overrides'][number] | null {
  const [, from, until, person] = /^(\S+) to (\S+) = (\S+)$/.exec(text) ?? [];
  if (!from || !until || !person) return null;
  return { from, until, person: person === 'nobody' ? null : person };
}
