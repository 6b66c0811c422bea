import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** A part of a screen that is fetched when it is first shown. What cannot be fetched says so where it would stand. */
export function later<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  let have: ComponentType<Props> | null = null;
  return function Later(props: Props) {
    const [state, setState] = useState<'loading' | 'here' | 'failed'>(have ? 'here' : 'loading');
    useEffect(() => {
      if (have) return;
      load().then(
        (part) => {
          have = part;
          setState('here');
        },
        () => setState('failed'),
      );
    }, []);
    if (have) {
      const Part = have;
      return <Part {...props} />;
    }
    return state === 'failed' ? (
      <p class="quiet">This part needs the network once.</p>
    ) : (
      <p aria-busy="true">Looking…</p>
    );
  };
}
