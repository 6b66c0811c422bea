// Drawn on a 20 x 20 grid with one pen, so that they sit together.
const PATHS = {
  mine: 'M10 10.5a3.25 3.25 0 1 0 0-6.5 3.25 3.25 0 0 0 0 6.5ZM4 16.5c.8-2.6 3-4 6-4s5.2 1.4 6 4',
  unassigned: 'M3 11.5 5.2 4.8h9.6L17 11.5v3.7H3v-3.7Zm0 0h4l1 2h4l1-2h4',
  all: 'M4 5.5h12M4 10h12M4 14.5h12',
  look: 'M2.5 10S5.2 5 10 5s7.5 5 7.5 5-2.7 5-7.5 5-7.5-5-7.5-5Zm7.5 2.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4Z',
  new: 'M10 4v12M4 10h12',
  search: 'M9 14.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11Zm4-1.5 3.5 3.5',
  back: 'M12 4.5 6.5 10l5.5 5.5',
  close: 'm5 5 10 10M15 5 5 15',
  more: 'M4.5 10h.01M10 10h.01M15.5 10h.01',
  clip: 'm14.8 9.6-5 5a3 3 0 0 1-4.3-4.3l5.6-5.6a2 2 0 0 1 2.9 2.9l-5.5 5.4a1 1 0 0 1-1.4-1.4l4.7-4.7',
  send: 'M3.5 10 16.5 4l-4 12.5-3-5-6-1.5Zm6 1.5 3-3',
  note: 'M5 3.5h10v9l-4 4H5v-13Zm6 13v-4h4',
  reply: 'M8.5 5 4 9.5 8.5 14M4 9.5h7a5 5 0 0 1 5 5v.5',
  check: 'm4.5 10.5 3.7 3.7L15.5 6',
  clock: 'M10 16.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13Zm0-10V10l2.5 1.5',
  warning: 'M10 4 17 16H3L10 4Zm0 4.5v3.5m0 2h.01',
  gear: 'M10 12.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Zm0-9v2m0 9v2m6.5-6.5h-2m-9 0h-2m11.1-4.6-1.4 1.4m-6.4 6.4-1.4 1.4m9.2 0-1.4-1.4M6.8 6.8 5.4 5.4',
  download: 'M10 3.5v9m-4-4 4 4 4-4M4 16.5h12',
  down: 'm5.5 8 4.5 4.5L14.5 8',
} as const;

export type IconName = keyof typeof PATHS;

/** A small drawing beside words; it is never the only name of a thing. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
