import type { Answer } from './ask.ts';

/** What to tell a person about an answer that was not good; '' when it was. */
export function troubleOf(answer: Answer<unknown>): string {
  if (answer.is === 'good') return '';
  return answer.is === 'lost'
    ? 'The desk could not be reached. Nothing was changed as far as we know; try again.'
    : answer.message;
}
