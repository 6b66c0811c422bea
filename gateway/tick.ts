import type { Instant } from './desk/instant.ts';
import type { Reached } from './reached.ts';

/**
 * STORY 4: time passes. Clocks warn and breach, pages go on to the next, solved tickets close, nights bring a backup.
 * Each step reads what is due by an index, never what is open.
 */
export type Ticking = {
  now(): Promise<Instant>;
  /** Clocks on which something falls due; each rule fires once, and its ticket says so. Answers how many tickets. */
  passTime(now: Instant): Promise<number>;
  /** Pages nobody acknowledged: the next person is called. */
  pageOn(now: Instant): Promise<number>;
  /** Whoever is on call is tested, once a week; who does not answer is told of. */
  testPages(now: Instant): Promise<void>;
  /** Open promises follow a changed policy. Answers how many tickets. */
  replan(now: Instant): Promise<number>;
  /** Mail that waited for the end of quiet hours. */
  letGo(now: Instant): Promise<number>;
  /** The end of cover is announced to those who hear of it. */
  remind(now: Instant): Promise<void>;
  /** Solved tickets nobody answered for a while. */
  closeSolved(now: Instant): Promise<number>;
  /** What no longer serves: old answers to repeated writes, lapsed sessions, old counts. */
  forget(now: Instant): Promise<void>;
  reached: Reached;
};

/** Answers how many tickets the fullest step had in hands: as many as it takes at most means there are more. */
export async function tick(desk: Ticking): Promise<number> {
  const now = await desk.now();
  const replanned = await desk.replan(now);
  const passed = await desk.passTime(now);
  const paged = await desk.pageOn(now);
  await desk.testPages(now);
  const released = await desk.letGo(now);
  await desk.reached('ticked');
  const closed = await desk.closeSolved(now);
  await desk.remind(now);
  await desk.forget(now);
  return Math.max(replanned, passed, paged, released, closed);
}
