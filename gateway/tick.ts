import type { Instant } from './desk/instant.ts';
import type { Reached } from './reached.ts';

/**
 * STORY 4: time passes. Clocks breach, solved tickets close, nights bring a backup.
 * Each step reads what is due by an index, never what is open.
 */
export type Ticking = {
  now(): Promise<Instant>;
  /** Clocks whose promise is past; each breaches once, and its ticket says so. */
  breach(now: Instant): Promise<number>;
  /** Solved tickets nobody answered for a while. */
  closeSolved(now: Instant): Promise<number>;
  /** What no longer serves: old answers to repeated writes, lapsed sessions, old counts. */
  forget(now: Instant): Promise<void>;
  reached: Reached;
};

export async function tick(desk: Ticking): Promise<{ breached: number; closed: number }> {
  const now = await desk.now();
  const breached = await desk.breach(now);
  await desk.reached('ticked');
  const closed = await desk.closeSolved(now);
  await desk.forget(now);
  return { breached, closed };
}
