import { POINTS, type Point, type Reached } from '../../gateway/reached.ts';

/** What happens at a point: the plug is pulled, the call throws, time stands still for so many ms, the process leaves. */
export type FaultAction = 'kill' | 'throw' | 'exit' | `sleep:${number}`;

/** `nth`: the first, second or third time the point is reached. */
export type Failpoint = { point: Point; nth: number; action: FaultAction };

export const writeFailpoint = ({ point, nth, action }: Failpoint): string => `${point}:${nth}:${action}`;

/** "accepted:2:kill", several apart by ";". @throws Error for a point or an action that is none */
export function readFailpoints(text: string): Failpoint[] {
  return text
    .split(';')
    .filter(Boolean)
    .map((one) => {
      const [name, nth = '1', ...rest] = one.split(':');
      const action = rest.join(':');
      const point = POINTS.find((known) => known === name);
      if (!point || !isAction(action)) throw new Error(`${one} is no failpoint`);
      return { point, nth: Number(nth), action };
    });
}

const isAction = (text: string): text is FaultAction => /^(?:kill|throw|exit|sleep:\d+)$/.test(text);

export type Failpoints = {
  reached: Reached;
  /** Replaces what is to fail; counting begins anew. */
  arm(failpoints: Failpoint[]): void;
};

/** `hit` is told before the action, which may be the last thing that happens here. */
export function failAt(hit: (point: Point) => void): Failpoints {
  let armed: Failpoint[] = [];
  const times = new Map<Point, number>();
  return {
    arm(failpoints) {
      armed = failpoints;
      times.clear();
    },
    async reached(point) {
      const nth = (times.get(point) ?? 0) + 1;
      times.set(point, nth);
      const due = armed.find((one) => one.point === point && one.nth === nth);
      if (!due) return;
      hit(point);
      if (due.action === 'kill') process.kill(process.pid, 'SIGKILL');
      else if (due.action === 'exit') process.exit(1);
      else if (due.action === 'throw') throw new Error(`a fault at ${point}`);
      else await new Promise((resolve) => setTimeout(resolve, Number(due.action.split(':')[1])));
    },
  };
}
