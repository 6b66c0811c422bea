import type { Instant } from '../desk/instant.ts';
import { promiseWords } from '../desk/promise.ts';

/** What a machine says and does on the phone, as TwiML; each ends with where the provider tells what came of it. */
export type Voice = { desk: string; zone: string; paths: { choice: string; rang: string; message: string } };

// As long as a phone rings before its own mailbox answers.
const RINGS = 25;
// Who wants to say more than this is called back.
const LONGEST_MESSAGE = 180;
const SILENCE = 5;

/** All of the desk's phones ring at once; who picks up first has the call. */
export const ring = ({ paths }: Voice, numbers: readonly string[]): string => response(dial(paths.rang, numbers));

/** Nobody picked up, or nobody is there to. */
export function takeMessage(voice: Voice, why: 'nobody free' | 'closed' | 'to be heard', opensAt?: Instant): string {
  const open = opensAt === undefined ? '' : ` We are back on ${promiseWords(opensAt, voice.zone, 'en')}.`;
  const greeting = {
    'nobody free': `Thank you for calling ${voice.desk}. Nobody can take your call just now.`,
    closed: `Thank you for calling ${voice.desk}. We are closed.${open}`,
    'to be heard': '',
  }[why];
  return response(say(`${greeting} Please leave a message after the tone.`), record(voice));
}

export function offerEmergency(voice: Voice, opensAt: Instant): string {
  const words =
    `Thank you for calling ${voice.desk}. We are closed. We are back on ${promiseWords(opensAt, voice.zone, 'en')}. ` +
    'If your system is down or you are losing data, press 1 now.';
  const gather = `<Gather numDigits="1" timeout="${SILENCE}" action="${escaped(voice.paths.choice)}">${say(words)}</Gather>`;
  return response(gather, say('Otherwise please leave a message after the tone.'), record(voice));
}

/** The ticket is there and whoever is on call is told; the emergency line rings, or words may follow. */
export function connectEmergency(voice: Voice, ticketId: number, number: string | null): string {
  const told = say(`We opened ticket ${spelled(ticketId)} and are calling whoever is on call.`);
  return number === null
    ? response(told, say('Please say after the tone what has happened.'), record(voice))
    : response(told, dial(voice.paths.rang, [number]));
}

export const goodbye = (ticketId: number | null): string =>
  response(
    ticketId === null ? '' : say(`Thank you. Your ticket is number ${spelled(ticketId)}. Goodbye.`),
    '<Hangup/>',
  );

const response = (...verbs: string[]): string =>
  `<?xml version="1.0" encoding="UTF-8"?><Response>${verbs.join('')}</Response>`;
const say = (words: string): string => `<Say language="en-US">${escaped(words.trim())}</Say>`;
const dial = (action: string, numbers: readonly string[]): string =>
  `<Dial timeout="${RINGS}" action="${escaped(action)}">${numbers.map((one) => `<Number>${escaped(one)}</Number>`).join('')}</Dial>`;
const record = ({ paths }: Voice): string =>
  `<Record maxLength="${LONGEST_MESSAGE}" timeout="${SILENCE}" playBeep="true" action="${escaped(paths.message)}"/><Hangup/>`;
/** Digit by digit, as one writes it down. */
const spelled = (number: number): string => [...String(number)].join(' ');

const escaped = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
