import type { RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Icon } from './icon.tsx';

// A pull this long means it; the sign follows at half the finger's speed, as if on a rubber band.
const MEANT = 140;
const FURTHEST = 72;

/** Pulling a list down at its top asks anew; an installed app has no reload button. */
export function Pull({ pane, refresh }: { pane: RefObject<HTMLElement | null>; refresh: () => void }) {
  const [pulled, setPulled] = useState(0);
  useEffect(() => {
    const element = pane.current;
    if (!element) return;
    let from: number | null = null;
    let far = 0;
    const begin = ({ touches }: TouchEvent) => {
      from = element.scrollTop <= 0 && touches.length === 1 ? (touches[0]?.clientY ?? null) : null;
    };
    const move = ({ touches }: TouchEvent) => {
      if (from === null) return;
      far = element.scrollTop <= 0 ? Math.max(0, (touches[0]?.clientY ?? from) - from) : 0;
      setPulled(far);
    };
    const end = () => {
      if (from !== null && far >= MEANT) refresh();
      from = null;
      far = 0;
      setPulled(0);
    };
    const all = { touchstart: begin, touchmove: move, touchend: end, touchcancel: end };
    const passive = { passive: true };
    for (const [name, hear] of Object.entries(all)) element.addEventListener(name, hear as EventListener, passive);
    return () => {
      for (const [name, hear] of Object.entries(all)) element.removeEventListener(name, hear as EventListener);
    };
  }, [pane, refresh]);
  if (pulled === 0) return null;
  return (
    <div class={`pull${pulled >= MEANT ? ' meant' : ''}`} style={{ height: `${Math.min(FURTHEST, pulled / 2)}px` }}>
      <Icon name="down" />
    </div>
  );
}
