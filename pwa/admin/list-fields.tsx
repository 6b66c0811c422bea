import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Field } from '../parts/field.tsx';

type ListProps = {
  label: string;
  hint?: string;
  placeholder?: string;
  values: readonly string[];
  set: (values: string[]) => void;
};

/** A few words in one line, with commas between. What is typed stays as it is typed. */
export function ListField({ values, set, ...rest }: ListProps) {
  const [text, setText] = useState(values.join(', '));
  const said = listIn(text);
  const shown = said.join() === values.join() ? text : values.join(', ');
  return (
    <Field
      {...rest}
      autocomplete="off"
      value={shown}
      set={(next) => {
        setText(next);
        set(listIn(next));
      }}
    />
  );
}

const listIn = (text: string): string[] =>
  text
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean);

type PagesProps<Page extends { name: string }> = {
  title: string;
  about: string;
  pages: readonly Page[];
  set: (pages: Page[]) => void;
  fresh: () => Page;
  add: string;
  /** A new one comes first: the order counts, and the last has its own place. */
  first?: boolean;
  fields: (page: Page, set: (page: Page) => void) => ComponentChildren;
};

/** Calendars, policies, rules, rotas: each folded, in an order that can be changed. */
export function Pages<Page extends { name: string }>({
  title,
  about,
  pages,
  set,
  fresh,
  add,
  first = false,
  fields,
}: PagesProps<Page>) {
  const put = (index: number) => (page: Page) => set(pages.map((one, at) => (at === index ? page : one)));
  const up = (index: number) => {
    const moved = [...pages];
    moved.splice(index - 1, 0, ...moved.splice(index, 1));
    set(moved);
  };
  return (
    <section>
      <h2>{title}</h2>
      <p class="quiet">{about}</p>
      {pages.map((page, index) => (
        <details key={index} class="card">
          <summary>{page.name || '(no name)'}</summary>
          <div class="form">
            <Field label="Name" required value={page.name} set={(name) => put(index)({ ...page, name })} />
            {fields(page, put(index))}
            <div class="actions">
              {index > 0 && (
                <button type="button" class="button small" onClick={() => up(index)}>
                  Move up
                </button>
              )}
              <button
                type="button"
                class="button small danger"
                onClick={() => set(pages.filter((one) => one !== page))}
              >
                Remove
              </button>
            </div>
          </div>
        </details>
      ))}
      <p>
        <button
          type="button"
          class="button small"
          onClick={() => set(first ? [fresh(), ...pages] : [...pages, fresh()])}
        >
          {add}
        </button>
      </p>
    </section>
  );
}
