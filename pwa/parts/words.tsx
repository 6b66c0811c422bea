import type { VNode } from 'preact';
import { reflow } from '../state/reflow.ts';

const LINK = /\bhttps?:\/\/[^\s<>"]+[^\s<>"'.,;:!?)\]}]/g;

/** Plain text as it was written; addresses of pages can be followed, and tell them nothing of us. */
export function Words({ text }: { text: string }) {
  const whole = reflow(text);
  const parts: (string | VNode)[] = [];
  let end = 0;
  for (const match of whole.matchAll(LINK)) {
    parts.push(whole.slice(end, match.index));
    parts.push(
      <a href={match[0]} target="_blank" rel="noopener noreferrer" key={match.index}>
        {match[0]}
      </a>,
    );
    end = match.index + match[0].length;
  }
  return (
    <div class="words">
      {parts}
      {whole.slice(end)}
    </div>
  );
}
