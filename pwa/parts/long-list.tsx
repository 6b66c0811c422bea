import type { ComponentChildren, VNode } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Pull } from './pull.tsx';

type LongListProps<Entry> = {
  label: string;
  entries: readonly Entry[];
  /** All rows are of one height, and all headings of another. */
  isHeading: (entry: Entry) => boolean;
  draw: (entry: Entry) => VNode;
  /** What pulling it down does. */
  refresh: () => void;
  children?: ComponentChildren;
};

// Drawn above and below what is seen, so that a flick of the thumb meets no blank.
const BEYOND = 8;
// Until the first ones were measured.
const GUESS = { row: 78, heading: 36 };

/** A list that scrolls and draws only what is seen of it, however long it is. */
export function LongList<Entry>({ label, entries, isHeading, draw, refresh, children }: LongListProps<Entry>) {
  const pane = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLUListElement>(null);
  const [heights, setHeights] = useState(GUESS);
  const [view, setView] = useState({ top: 0, height: globalThis.innerHeight });

  useLayoutEffect(() => {
    const element = pane.current;
    if (!element) return;
    const look = () => {
      const { scrollTop: top, clientHeight: height } = element;
      if (height > 0) setView((seen) => (seen.top === top && seen.height === height ? seen : { top, height }));
    };
    const watcher = new ResizeObserver(look);
    watcher.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      watcher.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, []);

  useLayoutEffect(() => {
    const measured = (name: string, otherwise: number) =>
      list.current?.querySelector<HTMLElement>(name)?.offsetHeight || otherwise;
    const row = measured('.row', heights.row);
    const heading = measured('.section', heights.heading);
    if (row !== heights.row || heading !== heights.heading) setHeights({ row, heading });
  });

  const { from, to, above, below } = windowOf(
    entries.map((entry) => (isHeading(entry) ? heights.heading : heights.row)),
    view,
  );
  return (
    <div class="scroll" ref={pane}>
      <Pull pane={pane} refresh={refresh} />
      <ul class="rows" ref={list} aria-label={label} style={{ paddingTop: `${above}px`, paddingBottom: `${below}px` }}>
        {entries.slice(from, to).map(draw)}
      </ul>
      {children}
    </div>
  );
}

/** Which of so many heights are in view, with some beyond, and how much room the others take. */
export function windowOf(heights: readonly number[], { top, height }: { top: number; height: number }) {
  let above = 0;
  let from = 0;
  while (from < heights.length && above + (heights[from] ?? 0) <= top) above += heights[from++] ?? 0;
  let bottom = above;
  let to = from;
  while (to < heights.length && bottom < top + height) bottom += heights[to++] ?? 0;
  for (let extra = 0; extra < BEYOND && from > 0; extra += 1) above -= heights[--from] ?? 0;
  for (let extra = 0; extra < BEYOND && to < heights.length; extra += 1) bottom += heights[to++] ?? 0;
  return { from, to, above, below: heights.slice(to).reduce((sum, one) => sum + one, 0) };
}
