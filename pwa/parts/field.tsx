import type { ComponentProps } from 'preact';
import { useId } from 'preact/hooks';

type FieldProps = {
  label: string;
  hint?: string;
  value: string;
  set: (value: string) => void;
  type?: 'text' | 'email' | 'password' | 'tel' | 'url' | 'number' | 'date';
  autocomplete?: 'off' | 'name' | 'username' | 'new-password' | 'current-password';
  placeholder?: string;
  required?: boolean;
  minLength?: number;
  min?: number;
  max?: number;
};

/** A labelled line of input; its hint is read with it. */
export function Field({ label, hint, set, ...rest }: FieldProps) {
  const id = useId();
  return (
    <div class="field">
      <label class="label" for={id}>
        {label}
      </label>
      <input
        id={id}
        aria-describedby={hint ? `${id}hint` : undefined}
        onInput={(event) => set(event.currentTarget.value)}
        // Preact types an input by its type; which one this is, only the caller knows.
        {...(rest as ComponentProps<'input'>)}
      />
      {hint && (
        <span class="hint" id={`${id}hint`}>
          {hint}
        </span>
      )}
    </div>
  );
}

type AreaProps = {
  label: string;
  hint?: string;
  value: string;
  rows?: number;
  set: (value: string) => void;
  required?: boolean;
};

export function Area({ label, hint, value, rows = 4, set, required = false }: AreaProps) {
  const id = useId();
  return (
    <div class="field">
      <label class="label" for={id}>
        {label}
      </label>
      <textarea
        id={id}
        rows={rows}
        value={value}
        required={required}
        onInput={(event) => set(event.currentTarget.value)}
      />
      {hint && <span class="hint">{hint}</span>}
    </div>
  );
}

type PickProps = {
  label: string;
  hint?: string;
  value: string;
  options: readonly (readonly [value: string, words: string])[];
  set: (value: string) => void;
};

export function Pick({ label, hint, value, options, set }: PickProps) {
  const id = useId();
  return (
    <div class="field">
      <label class="label" for={id}>
        {label}
      </label>
      <select id={id} value={value} onChange={(event) => set(event.currentTarget.value)}>
        {options.map(([name, words]) => (
          <option key={name} value={name}>
            {words}
          </option>
        ))}
      </select>
      {hint && <span class="hint">{hint}</span>}
    </div>
  );
}

/** What went wrong, where the eye is. */
export const Trouble = ({ words }: { words: string }) =>
  words ? (
    <p class="trouble" role="alert">
      {words}
    </p>
  ) : null;
