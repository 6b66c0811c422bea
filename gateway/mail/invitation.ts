import { cleanText, oneLine } from './clean-text.ts';
import { decodeGuessed } from './guess-charset.ts';

/**
 * What a calendar file (RFC 5545) says of its first event, in a few lines for people; null when it names none. Rules of
 * repetition are not followed, nothing is fetched and nothing is answered.
 */
export function invitationText(bytes: Uint8Array): string | null {
  const lines = unfolded(cleanText(decodeGuessed(bytes.subarray(0, MAX_READ))));
  const method = propertyOf(lines, 'METHOD')?.value.toUpperCase() ?? '';
  const event = eventOf(lines);
  if (!event) return null;
  const said = (name: string) => shown(propertyOf(event, name)?.value ?? '');
  const [from, until] = [timeOf(propertyOf(event, 'DTSTART')), timeOf(propertyOf(event, 'DTEND'))];
  const organizer = propertyOf(event, 'ORGANIZER');
  return [
    `${TITLES[method] ?? 'Calendar event'}: ${said('SUMMARY') || '(no title)'}`,
    from && `When: ${from}${until ? ` to ${until}` : ''}`,
    said('LOCATION') && `Where: ${said('LOCATION')}`,
    organizer && `Organizer: ${organizer.parameters.get('CN') ?? organizer.value.replace(/^mailto:/i, '')}`,
    method === 'REPLY' && answerOf(event),
  ]
    .filter((line) => typeof line === 'string' && line !== '')
    .join('\n');
}

// A calendar of one event; a longer file is a whole diary, and attached.
const MAX_READ = 256 * 1024;
const MAX_SHOWN = 300;

const TITLES: Record<string, string> = {
  REQUEST: 'Invitation',
  CANCEL: 'Cancelled',
  REPLY: 'Answer to an invitation',
  COUNTER: 'Another time is proposed',
};

type Line = { name: string; parameters: Map<string, string>; value: string };

function unfolded(text: string): Line[] {
  return text
    .replace(/\n[ \t]/g, '')
    .split('\n')
    .flatMap((line) => {
      const found = /^([A-Za-z-]{1,40})((?:;[A-Za-z-]{1,40}=(?:"[^"]*"|[^;:"]*))*):(.*)$/.exec(line);
      if (!found) return [];
      const parameters = new Map<string, string>();
      for (const [, name = '', value = ''] of (found[2] ?? '').matchAll(/;([A-Za-z-]+)=("[^"]*"|[^;:"]*)/g))
        parameters.set(name.toUpperCase(), oneLine(value.replace(/"/g, '')).slice(0, MAX_SHOWN));
      return [{ name: (found[1] ?? '').toUpperCase(), parameters, value: found[3] ?? '' }];
    });
}

function eventOf(lines: readonly Line[]): Line[] | null {
  const start = lines.findIndex(({ name, value }) => name === 'BEGIN' && value.trim().toUpperCase() === 'VEVENT');
  if (start === -1) return null;
  const end = lines.findIndex(({ name }, i) => i > start && name === 'END');
  return lines.slice(start + 1, end === -1 ? undefined : end);
}

const propertyOf = (lines: readonly Line[], name: string) => lines.find((line) => line.name === name);

const shown = (value: string) => oneLine(value.replace(/\\n/gi, ' ').replace(/\\([,;\\])/g, '$1')).slice(0, MAX_SHOWN);

/** "20260302T100000Z", "20260302T100000" in a zone, "20260302": written out, in the zone it was written in. */
function timeOf(line: Line | undefined): string {
  const found = /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d\d(Z)?)?$/.exec(line?.value.trim() ?? '');
  if (!found) return '';
  const [, year, month, day, hour, minute, utc] = found;
  const zone = utc ? ' UTC' : line?.parameters.has('TZID') ? ` (${line.parameters.get('TZID')})` : '';
  return `${year}-${month}-${day}${hour ? ` ${hour}:${minute}${zone}` : ''}`;
}

function answerOf(event: readonly Line[]): string {
  const attendee = propertyOf(event, 'ATTENDEE');
  const answer = attendee?.parameters.get('PARTSTAT')?.toLowerCase() ?? 'unknown';
  return `Answer: ${answer}`;
}
