import { ListField } from './list-fields.tsx';

const DAYS = [
  ['mon', 'Monday'],
  ['tue', 'Tuesday'],
  ['wed', 'Wednesday'],
  ['thu', 'Thursday'],
  ['fri', 'Friday'],
  ['sat', 'Saturday'],
  ['sun', 'Sunday'],
] as const;

type Week = Partial<Record<(typeof DAYS)[number][0], string[]>>;

/** Hours of each day of a week; `none` stands where a day has none. */
export function WeekFields({ week, none, set }: { week: Week; none: string; set: (week: Week) => void }) {
  return (
    <div class="two">
      {DAYS.map(([day, name]) => (
        <ListField
          key={day}
          label={name}
          placeholder={none}
          values={week[day] ?? []}
          set={(hours) => set({ ...week, [day]: hours })}
        />
      ))}
    </div>
  );
}
