import type { ComponentChildren } from 'preact';
import { useId, useRef } from 'preact/hooks';
import { Icon } from './icon.tsx';

type MenuProps = {
  /** Said by a screen reader before the value: "Status". */
  name: string;
  /** The key that opens it (keys.ts), where it has one. */
  hotkey?: 'status' | 'assign' | 'priority';
  /** What the chip shows. */
  value: ComponentChildren;
  /** Stands above the choices: why it is so. */
  head?: ComponentChildren;
  choices: { words: ComponentChildren; chosen: boolean; choose: () => void; key: string }[];
};

// Space kept between a menu and the edge of the window.
const MARGIN = 8;
const PHONE = '(max-width: 899px)';

/** A chip that opens a list of choices: a sheet at the foot of a phone, a menu under the chip elsewhere. */
export function Menu({ name, hotkey, value, head, choices }: MenuProps) {
  const id = useId();
  const chip = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDialogElement>(null);
  const place = () => {
    if (!chip.current || !list.current) return;
    const { style } = list.current;
    if (matchMedia(PHONE).matches) {
      style.left = style.top = '';
      return;
    }
    const at = chip.current.getBoundingClientRect();
    const { offsetWidth, offsetHeight } = list.current;
    style.left = `${Math.max(MARGIN, Math.min(at.left, innerWidth - offsetWidth - MARGIN))}px`;
    const below = at.bottom + 4;
    style.top = `${below + offsetHeight > innerHeight ? Math.max(MARGIN, at.top - offsetHeight - 4) : below}px`;
  };
  return (
    <>
      <button ref={chip} type="button" class="chip" data-key={hotkey} popovertarget={id}>
        <span class="unseen">{name}: </span>
        {value}
        <Icon name="down" />
      </button>
      <dialog ref={list} id={id} popover="auto" class="menu" onToggle={place} aria-label={name}>
        <p class="label menu-name">{name}</p>
        {head}
        {choices.map(({ words, chosen, choose, key }) => (
          <button
            key={key}
            type="button"
            class="choice"
            aria-pressed={chosen}
            onClick={() => {
              list.current?.hidePopover();
              if (!chosen) choose();
            }}
          >
            {words}
            {chosen && <Icon name="check" />}
          </button>
        ))}
      </dialog>
    </>
  );
}
