import { useId, useState } from 'preact/hooks';

/** Asks for the number of a ticket and does something with it. */
export function ToTicket({ words, go }: { words: string; go: (ticketId: number) => void }) {
  const id = useId();
  const [number, setNumber] = useState('');
  const submit = (event: Event) => {
    event.preventDefault();
    const [digits] = /\d+/.exec(number) ?? [];
    if (digits === undefined) return;
    go(Number(digits));
    setNumber('');
  };
  return (
    <form class="to-ticket" onSubmit={submit}>
      <label class="unseen" for={id}>
        {words} ticket number
      </label>
      <input
        id={id}
        inputmode="numeric"
        autocomplete="off"
        placeholder="#"
        pattern="#?[0-9]+"
        required
        value={number}
        onInput={(event) => setNumber(event.currentTarget.value)}
      />
      <button type="submit" class="button small">
        {words}
      </button>
    </form>
  );
}
