import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** A screen that is fetched when it is first wanted. A failed fetch says so and can be tried again. */
export function lazy<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  let have: ComponentType<Props> | null = null;
  return function Lazy(props: Props) {
    const [state, setState] = useState<'loading' | 'here' | 'failed'>(have ? 'here' : 'loading');
    useEffect(() => {
      if (state !== 'loading') return;
      load().then(
        (screen) => {
          have = screen;
          setState('here');
        },
        () => setState('failed'),
      );
    }, [state]);
    if (have) {
      const Screen = have;
      return <Screen {...props} />;
    }
    if (state === 'failed') {
      return (
        <main class="pane whole">
          <div class="empty">
            <h2>This part could not be fetched</h2>
            <p>It needs the network once.</p>
            <button type="button" class="button" onClick={() => setState('loading')}>
              Try again
            </button>
          </div>
        </main>
      );
    }
    return <main class="pane whole" aria-busy="true" />;
  };
}
