import type { VNode } from 'preact';

const LINK = /\bhttps?:\/\/[^\s<>"]+[^\s<>"'.,;:!?)\]}]/g;

/** Plain text as it was written; addresses of pages can be followed, and tell them nothing of us. */
export function Words({ text }: { text: string }) {
  const parts: (string | VNode)[] = [];
  let end = 0;
  for (const match of text.matchAll(LINK)) {
    parts.push(text.slice(end, match.index));
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
      {text.slice(end)}
    </div>
  );
}
