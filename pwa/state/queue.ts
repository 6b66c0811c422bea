import { type ReadonlySignal, signal } from '@preact/signals';
import type { TicketRow } from '../../gateway/api/shapes.ts';
import type { Answer, Ask } from './ask.ts';
import { collides, type Deed, requestOf } from './writes.ts';

/** One write on its way. It leaves the queue when the desk has done it, or when the agent drops it. */
export type Write = {
  /** Its name on this device, kept for life; negative, so that it never meets the desk's own ids. */
  id: number;
  key: string;
  /** Only the agent who wrote it may send it. */
  agentId: number;
  ticketId: number;
  deed: Deed;
  /** The ticket as the agent saw it; its `seq` goes out as If-Match. */
  seen: TicketRow;
  at: number;
  /** Until this instant (epoch milliseconds) the agent can take it back, and it does not go out. */
  notBefore: number;
  state:
    | { is: 'queued' }
    | { is: 'sending' }
    | { is: 'lost'; tries: number; nextAt: number }
    | { is: 'conflict'; current: TicketRow }
    | { is: 'refused'; message: string };
};

export type QueueEdges = {
  ask: Ask;
  /** The agent who is signed in, or null: then the queue waits. */
  agentId: () => number | null;
  /** The desk did a write; here is the ticket after it. */
  done: (write: Write, ticket: TicketRow | null) => void;
  signedOut: () => void;
  /** Where writes outlive the page. */
  kept?: { put: (write: Write) => unknown; remove: (id: number) => unknown };
  /** Milliseconds to wait after so many lost tries; a test hands in a shorter one. */
  pause?: (tries: number) => number;
};

export type Queue = {
  writes: ReadonlySignal<Write[]>;
  /** `undoFor`: milliseconds in which it can be dropped before it goes out. */
  add: (ticket: TicketRow, deed: Deed, at: number, undoFor?: number) => Write | null;
  /** Takes in writes that an earlier page left behind. */
  adopt: (left: readonly Write[]) => void;
  /** Tries now what was lost or refused. */
  retry: (id: number) => void;
  /** Answers a conflict: the agent has seen the ticket as it is now and still wants this. */
  insist: (id: number) => void;
  /** False when it is too late: it is going out. */
  drop: (id: number) => boolean;
  /** Sends what can be sent; called at sign-in, and when the desk is heard again. */
  wake: () => void;
  /** Ends every time to undo: the page is about to go. */
  hurry: () => void;
};

const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 30_000;
// Two pages of one device pick their names blindly; among so many they do not meet.
const MOST_IDS = 2 ** 50;
// A fault of the desk may be one ticket's alone; past this it must not hold up all the others.
const TRIES_AT_A_FAULT = 4;

/** The only door for changes to tickets: one after another, each with its own key, until the desk has said yes or a definite no. */
export function openQueue(edges: QueueEdges): Queue {
  const writes = signal<Write[]>([]);
  const pause = edges.pause ?? ((tries) => Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (tries - 1)));
  let running = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const find = (id: number) => writes.value.find((write) => write.id === id);
  const change = (id: number, part: Partial<Write>) => {
    writes.value = writes.value.map((write) => (write.id === id ? { ...write, ...part } : write));
    const changed = find(id);
    if (changed) edges.kept?.put(changed);
  };
  const remove = (id: number) => {
    writes.value = writes.value.filter((write) => write.id !== id);
    edges.kept?.remove(id);
  };

  async function run(): Promise<void> {
    if (running) return;
    running = true;
    clearTimeout(timer);
    try {
      for (let next = ready(); next; next = ready()) {
        if (!(await send(next))) return;
      }
      const resting = writes.value.filter(({ notBefore }) => notBefore > Date.now());
      if (resting.length > 0) wakeIn(Math.min(...resting.map(({ notBefore }) => notBefore)) - Date.now());
    } finally {
      running = false;
    }
  }

  /** The oldest write that may go. A write behind a stopped one of the same ticket waits for it: order matters there. */
  function ready(): Write | undefined {
    const stopped = new Set<number>();
    for (const write of writes.value) {
      const held = write.state.is === 'conflict' || write.state.is === 'refused' || write.notBefore > Date.now();
      if (held || write.agentId !== edges.agentId()) stopped.add(write.ticketId);
      else if (!stopped.has(write.ticketId)) return write;
    }
    return undefined;
  }

  /** True when the queue may go on to the next write at once. */
  async function send(write: Write): Promise<boolean> {
    const tries = write.state.is === 'lost' ? write.state.tries : 0;
    change(write.id, { state: { is: 'sending' } });
    const answer = await carry(write);
    if (answer.is === 'good') {
      const ticket = answer.value?.ticket ?? null;
      remove(write.id);
      if (ticket) rebase(write.ticketId, ticket);
      edges.done(write, ticket);
      return true;
    }
    if (answer.is === 'lost' || answer.status === 429) return putOff(write, tries + 1);
    if (answer.status >= 500 && tries < TRIES_AT_A_FAULT) return putOff(write, tries + 1);
    if (answer.status === 401) {
      change(write.id, { state: { is: 'queued' } });
      edges.signedOut();
      return false;
    }
    if (answer.status === 409 && isTicket(answer.detail)) return meet(write, answer.detail);
    change(write.id, { state: { is: 'refused', message: answer.message } });
    return true;
  }

  async function carry(write: Write): Promise<Answer<{ ticket?: TicketRow } | null>> {
    if (write.deed.do === 'answer') {
      for (const enclosure of write.deed.enclosures) {
        if (enclosure.uploadId !== null) continue;
        const { file } = enclosure;
        const path = `/uploads?name=${encodeURIComponent(file.name)}`;
        const answer = await edges.ask<{ id: string }>(path, { method: 'POST', body: file });
        if (answer.is !== 'good') return answer;
        enclosure.uploadId = answer.value.id;
        edges.kept?.put(write);
      }
    }
    const { method, path, body } = requestOf(write.ticketId, write.deed);
    return edges.ask(path, { method, body, key: write.key, seq: write.seen.seq });
  }

  function putOff(write: Write, tries: number): false {
    const wait = pause(tries);
    change(write.id, { state: { is: 'lost', tries, nextAt: Date.now() + wait } });
    wakeIn(wait);
    return false;
  }

  function wakeIn(milliseconds: number): void {
    clearTimeout(timer);
    timer = setTimeout(run, milliseconds);
  }

  function meet(write: Write, current: TicketRow): true {
    if (collides(write.deed, write.seen, current)) change(write.id, { state: { is: 'conflict', current } });
    else renew(write.id, current);
    return true;
  }

  // The desk said a definite no to the old key and did nothing; a new one says that this is a new wish.
  function renew(id: number, seen: TicketRow): void {
    change(id, { key: crypto.randomUUID(), seen, state: { is: 'queued' } });
  }

  /** What waits behind a done write was written on top of it. */
  function rebase(ticketId: number, ticket: TicketRow): void {
    for (const write of writes.value)
      if (write.ticketId === ticketId && write.seen.seq < ticket.seq) change(write.id, { seen: ticket });
  }

  return {
    writes,
    add(ticket, deed, at, undoFor = 0) {
      const agentId = edges.agentId();
      if (agentId === null) return null;
      const write: Write = {
        id: -1 - Math.floor(Math.random() * MOST_IDS),
        key: crypto.randomUUID(),
        agentId,
        ticketId: ticket.id,
        deed,
        seen: ticket,
        at,
        notBefore: undoFor > 0 ? Date.now() + undoFor : 0,
        state: { is: 'queued' },
      };
      writes.value = [...writes.value, write];
      edges.kept?.put(write);
      void run();
      return write;
    },
    adopt(left) {
      const fresh = left.filter(({ id }) => !find(id));
      // Whether a request was under way when the page went, nobody knows; under its key it is done once.
      const again = fresh.map((write) => (write.state.is === 'sending' ? { ...write, state: QUEUED } : write));
      writes.value = [...again, ...writes.value];
      void run();
    },
    retry(id) {
      const write = find(id);
      if (!write || write.state.is === 'sending') return;
      // Lost may mean done, so its key stays; refused means not done, and the old key would only repeat the refusal.
      if (write.state.is === 'refused') renew(id, write.seen);
      else change(id, { notBefore: 0, state: { is: 'queued' } });
      void run();
    },
    insist(id) {
      const write = find(id);
      if (write?.state.is !== 'conflict') return;
      renew(id, write.state.current);
      void run();
    },
    drop(id) {
      const write = find(id);
      if (!write || write.state.is === 'sending') return false;
      remove(id);
      void run();
      return true;
    },
    wake: () => void run(),
    hurry() {
      writes.value = writes.value.map((write) => ({ ...write, notBefore: 0 }));
      void run();
    },
  };
}

const QUEUED = { is: 'queued' } as const;

const isTicket = (detail: unknown): detail is TicketRow =>
  typeof detail === 'object' && detail !== null && 'seq' in detail && 'id' in detail;
