import { useEffect, useRef } from 'preact/hooks';
import { KEYS } from '../keys.ts';
import { Icon } from '../parts/icon.tsx';
import { helpOpen, keysOn, switchKeys } from '../state/help.ts';

/** All keys on one sheet, and the switch that turns single keys off. */
export function Help() {
  const sheet = useRef<HTMLDialogElement>(null);
  useEffect(() => sheet.current?.showModal(), []);
  const close = () => {
    helpOpen.value = false;
  };
  return (
    <dialog ref={sheet} class="sheet" aria-label="Keys" onClose={close}>
      <header>
        <h2>Keys</h2>
        <button type="button" class="button bare" aria-label="Close" onClick={() => sheet.current?.close()}>
          <Icon name="close" />
        </button>
      </header>
      <dl class="keys">
        {[...KEYS, { key: 'Ctrl Enter', words: 'Send what you write' }].map(({ key, words }) => (
          <>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{words}</dd>
          </>
        ))}
      </dl>
      <label class="check">
        <input type="checkbox" checked={keysOn.value} onChange={(event) => switchKeys(event.currentTarget.checked)} />
        Single keys do things
      </label>
    </dialog>
  );
}
