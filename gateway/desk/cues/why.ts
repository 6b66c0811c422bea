import type { Priority } from '../priority.ts';
import { CUES, type Cue } from './lexicon.ts';
import type { Sighting } from './read.ts';
import { isTrouble } from './weigh.ts';

const NAMES: Record<Cue, string> = {
  outage: 'an outage',
  'security or data loss': 'a breach of security or lost data',
  danger: 'danger to people',
  dead: 'something that does not start',
  'no access': 'somebody who cannot get in',
  crash: 'a crash',
  disruption: 'a disruption',
  issue: 'a problem',
  severe: 'severe effects',
  urgent: 'haste',
  everyone: 'everyone being affected',
  mild: 'a workaround or its coming and going',
  minor: 'its being small',
  request: 'a request',
  'one person': 'one person alone being affected',
};
const TROUBLES = CUES.filter(isTrouble);
const RAISING: readonly Cue[] = ['severe', 'everyone', 'urgent'];
const LOWERING: readonly Cue[] = ['mild', 'minor', 'request', 'one person'];

/** Why a letter has its priority, in one sentence. */
export function sentenceFor(priority: Priority, sightings: readonly Sighting[], instructs: boolean): string {
  const named = (cues: readonly Cue[]) =>
    cues.flatMap((cue) => {
      const seen = sightings.filter((one) => one.cue === cue);
      if (seen.length === 0) return [];
      return seen.every(({ doubtful }) => doubtful) && isTrouble(cue) ? `perhaps ${NAMES[cue]}` : NAMES[cue];
    });
  const troubles = named(TROUBLES);
  const raising = named(RAISING);
  const lowering = named(LOWERING);
  let sentence = `${priority.charAt(0).toUpperCase()}${priority.slice(1)}, because `;
  if (troubles.length > 0) {
    sentence += `it speaks of ${listed(troubles)}`;
    if (raising.length > 0) sentence += `, made worse by ${listed(raising)}`;
    if (lowering.length > 0) sentence += `, made milder by ${listed(lowering)}`;
  } else
    sentence += lowering.length > 0 ? `it speaks of ${listed(lowering)} and of no trouble` : 'it speaks of no trouble';
  if (instructs) sentence += '; what it says about how to rank it counts for nothing';
  return `${sentence}.`;
}

/** "a, b and c" */
const listed = (words: readonly string[]) =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
