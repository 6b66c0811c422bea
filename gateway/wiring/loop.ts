import type { Logger } from 'pino';

export type Loop = {
  /** Works again as soon as the work under way is done. */
  wake(): void;
  /** Resolves when the work under way is done; nothing starts after it. */
  stop(): Promise<void>;
};

/**
 * Repeats a piece of work: at once when it says there is more, on `wake`, and every `milliseconds` anyway.
 * Work that throws is logged and tried again at the next turn.
 */
export function loop(name: string, milliseconds: number, work: () => Promise<boolean>, log: Logger): Loop {
  let stopped = false;
  let woken = false;
  let rest: (() => void) | null = null;

  const turn = async (): Promise<void> => {
    while (!stopped) {
      woken = false;
      const more = await work().catch((error: unknown) => {
        if (!stopped) log.error({ loop: name, error: String(error) }, 'a piece of work failed and will be tried again');
        return false;
      });
      if (more || woken || stopped) continue;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, milliseconds);
        rest = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      rest = null;
    }
  };
  const running = turn();

  return {
    wake() {
      woken = true;
      rest?.();
    },
    async stop() {
      stopped = true;
      rest?.();
      await running;
    },
  };
}
