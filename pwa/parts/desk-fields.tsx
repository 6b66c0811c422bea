import type { Contacts, Desk } from '../state/setup.ts';
import { Area, Field, Pick } from './field.tsx';

const ZONES = Intl.supportedValuesOf('timeZone').map((zone) => [zone, zone.replaceAll('_', ' ')] as const);

export const zoneHere = (): string => {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  return ZONES.some(([zone]) => zone === timeZone) ? timeZone : 'America/New_York';
};

type Props = { desk: Desk; set: (desk: Desk) => void };

/** Who the desk is to its customers. */
export function DeskFields({ desk, set }: Props) {
  const put = (name: keyof Desk) => (value: string) => set({ ...desk, [name]: value });
  return (
    <>
      <Field label="Name of the desk" required value={desk.name} set={put('name')} placeholder="Acme Support" />
      <Pick
        label="Time zone"
        hint="Promises are counted and worded in this zone."
        value={desk.zone}
        options={zones(desk.zone)}
        set={put('zone')}
      />
      <Field
        label="Sender name"
        hint="Customers see it beside your address."
        required
        value={desk.senderName}
        set={put('senderName')}
      />
      <Area
        label="Signature"
        hint="Stands under every mail of the desk."
        value={desk.signature}
        rows={3}
        set={put('signature')}
      />
    </>
  );
}

// A zone the desk has stays choosable where this browser does not list it, as UTC.
export const zones = (chosen: string) =>
  ZONES.some(([zone]) => zone === chosen) ? ZONES : [[chosen, chosen] as const, ...ZONES];

const CONTACTS: { name: keyof Contacts; label: string; type: 'tel' | 'url' | 'text' | 'email'; hint?: string }[] = [
  { name: 'phone', label: 'Phone', type: 'tel' },
  { name: 'emergency', label: 'After-hours emergency', type: 'tel', hint: 'For critical issues only.' },
  { name: 'portal', label: 'Support portal', type: 'url' },
  { name: 'managerName', label: 'Support manager', type: 'text' },
  { name: 'managerAddress', label: 'Their address', type: 'email' },
  { name: 'directorName', label: 'Technical director', type: 'text' },
  { name: 'directorAddress', label: 'Their address', type: 'email' },
];

/** Ways to reach people, for the mails of the desk and for escalation. All can stay empty. */
export function ContactFields({ desk, set }: Props) {
  return (
    <div class="two">
      {CONTACTS.map(({ name, label, type, hint }) => (
        <Field
          key={name}
          label={label}
          type={type}
          {...(hint ? { hint } : {})}
          value={desk.contacts[name]}
          set={(value) => set({ ...desk, contacts: { ...desk.contacts, [name]: value } })}
        />
      ))}
    </div>
  );
}
