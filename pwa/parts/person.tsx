/** A person in a circle of two letters. The colour is theirs: the same address always gets the same. */
export function Person({ name, address, small }: { name: string; address: string; small?: boolean }) {
  return (
    <span class={`person hue${hueOf(address || name)}${small ? ' small' : ''}`} aria-hidden="true">
      {initials(name || address)}
    </span>
  );
}

// As many hues as styles/parts.css defines.
const HUES = 6;

const hueOf = (text: string): number =>
  [...text.toLowerCase()].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973, 7) % HUES;

function initials(name: string): string {
  const words = name
    .replace(/@.*/, '')
    .split(/[\s._-]+/)
    .filter(Boolean);
  const letters = [words[0], words.length > 1 ? words[words.length - 1] : undefined].map(
    (word) => [...(word ?? '')][0] ?? '',
  );
  return letters.join('').toUpperCase() || '?';
}
