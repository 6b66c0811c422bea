import type { Address, Trust } from '../desk/letter.ts';
import { domainOf } from './address.ts';
import { type HeaderLine, valuesOf } from './headers.ts';

/**
 * Whether the sender's domain vouches for the mail, as the mailbox's own server found (RFC 8601).
 * Believed is only the topmost Authentication-Results with exactly the configured authserv-id, and only where that server
 * can have written it: above the next Received line that is not its own. No DNS, no look-ups.
 */
export function judgeTrust(lines: readonly HeaderLine[], from: Address | null, authservId: string | null): Trust {
  if (!from || valuesOf(lines, 'from').length !== 1) return unknown('The mail does not name exactly one sender.');
  if (!authservId) return unknown("No server's word about senders is trusted for this mailbox yet.");
  const results = ownResults(lines, authservId.toLowerCase());
  if (!results) return unknown(`${authservId} said nothing about the sender.`);
  return verdictOf(readResults(results), domainOf(from.address), authservId);
}

type Result = { method: string; value: string; properties: Map<string, string> };

const unknown = (why: string): Trust => ({ verdict: 'unknown', why });

function verdictOf(results: Result[], domain: string, authservId: string): Trust {
  const dmarc = results.find(({ method }) => method === 'dmarc');
  const judged = dmarc?.properties.get('header.from')?.toLowerCase();
  if (dmarc && judged && domainOf(judged) !== domain) return unknown(`${authservId} judged ${judged}, not ${domain}.`);
  if (dmarc?.value === 'fail') return { verdict: 'failed', why: `${authservId} says DMARC failed for ${domain}.` };
  if (dmarc?.value === 'pass') return { verdict: 'verified', why: `${authservId} says DMARC passed for ${domain}.` };
  const aligned = results.find((result) => vouchesFor(result, domain));
  if (aligned)
    return { verdict: 'verified', why: `${authservId} says ${aligned.method.toUpperCase()} passed for ${domain}.` };
  return unknown(`${authservId} found nothing that vouches for ${domain}.`);
}

/** DKIM or SPF that passed for the sender's own domain is what DMARC would ask, where the domain has no policy. */
function vouchesFor({ method, value, properties }: Result, domain: string): boolean {
  if (value !== 'pass') return false;
  if (method === 'dkim')
    return isAligned(properties.get('header.d') ?? domainOf(properties.get('header.i') ?? ''), domain);
  if (method === 'spf') return isAligned(domainOf(properties.get('smtp.mailfrom') ?? ''), domain);
  return false;
}

/** The same domain, or one under the other where that has at least two labels (a top level vouches for nobody). */
function isAligned(given: string, domain: string): boolean {
  const other = given.toLowerCase();
  if (other === domain) return other !== '';
  const [short, long] = other.length < domain.length ? [other, domain] : [domain, other];
  return short.includes('.') && long.endsWith(`.${short}`);
}

function ownResults(lines: readonly HeaderLine[], authservId: string): string | null {
  for (const { value } of lines.slice(0, endOfOwnLines(lines, authservId)).filter(isResults)) {
    if (servIdOf(value) === authservId) return value;
  }
  return null;
}

const isResults = ({ name }: HeaderLine) => name === 'authentication-results';

/**
 * Headers are written from the bottom up. All above the line of our server's own Received was added later, on our side;
 * below it, what our server wrote ends where a Received of someone else begins.
 */
function endOfOwnLines(lines: readonly HeaderLine[], authservId: string): number {
  const received = lines.flatMap((line, index) =>
    line.name === 'received' ? [{ index, by: byHost(line.value) }] : [],
  );
  const isOwn = ({ by }: { by: string }) => by !== '' && (by === authservId || sharesOrganisation(by, authservId));
  const firstOwn = received.findIndex(isOwn);
  const foreign = received.find((hop, position) => position > firstOwn && !isOwn(hop));
  return foreign?.index ?? lines.length;
}

/** mx1.mail.example and mail.example, mx1.mail.example and mx2.mail.example; never by a top level alone. */
function sharesOrganisation(by: string, authservId: string): boolean {
  if (by.endsWith(`.${authservId}`) && authservId.includes('.')) return true;
  const parent = authservId.slice(authservId.indexOf('.') + 1);
  return parent.includes('.') && (by === parent || by.endsWith(`.${parent}`));
}

const byHost = (received: string) => /(?:^|\s)by\s+([^\s;()]+)/i.exec(received)?.[1]?.toLowerCase() ?? '';

const servIdOf = (value: string) => withoutComments(value).split(';', 1)[0]?.trim().split(/\s/, 1)[0]?.toLowerCase();

function readResults(value: string): Result[] {
  return withoutComments(value)
    .split(';')
    .slice(1)
    .flatMap((part) => {
      const pairs = [...part.matchAll(/([a-z][\w.-]*)(?:\/\d+)?\s*=\s*(?:"([^"]*)"|([^\s;]+))/gi)];
      const first = pairs[0];
      if (!first?.[1]) return [];
      const properties = new Map(
        pairs.slice(1).map((pair) => [(pair[1] ?? '').toLowerCase(), pair[2] ?? pair[3] ?? '']),
      );
      return [{ method: first[1].toLowerCase(), value: (first[2] ?? first[3] ?? '').toLowerCase(), properties }];
    });
}

/** Comments may hold "dmarc=pass"; quoted strings may hold parentheses. An unclosed comment swallows the rest. */
function withoutComments(value: string): string {
  let kept = '';
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < value.length; i++) {
    const character = value.charAt(i);
    if (character === '\\') {
      if (depth === 0) kept += value.slice(i, i + 2);
      i++;
      continue;
    }
    if (character === '"' && depth === 0) quoted = !quoted;
    if (!quoted && character === '(') depth++;
    else if (!quoted && character === ')' && depth > 0) depth--;
    else if (depth === 0) kept += character;
  }
  return kept;
}
