import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/**
 * How a network treats what passes. `reset` and `close` end what is open and refuse what is new; `stall` holds all
 * bytes back, to carry them later; `half-open` loses the far side without telling the near one; `throttle` carries so
 * many bytes a second. `delay` is the way's length in milliseconds, on which some packets are `lost`: a program never
 * sees that, it only waits until TCP has sent them again, and everything behind them waits too.
 */
export type ProxyMode =
  | 'pass'
  | 'reset'
  | 'close'
  | 'stall'
  | 'half-open'
  | { throttle: number }
  | { delay: number; lost: () => boolean }
  | { cutAfter: number };

export type Side = 'client' | 'server';

/** Sees every chunk of one connection on its way; answers whether the connection breaks instead of carrying it. */
export type Watcher = (chunk: Buffer, from: Side) => boolean;

export type Proxy = {
  port: number;
  /** Replaced at any time; open connections follow. */
  mode: ProxyMode;
  /** Makes the watcher of each connection that is opened from now on. */
  watch: (() => Watcher) | null;
  /** Breaks every open connection once. */
  resetAll(): void;
  /** How many were ever opened. */
  connections(): number;
  close(): Promise<void>;
};

/** Milliseconds after which TCP sends a lost packet again, the first time; twice as long each time after (RFC 6298). */
const SENT_AGAIN_AFTER = 200;
/** Milliseconds between two morsels of a throttled way. */
const MORSEL_EVERY = 100;

type Pair = { client: Socket; server: Socket };

/** A TCP proxy on a port of its own in front of a server of this machine. */
export async function startProxy(to: number): Promise<Proxy> {
  const open = new Set<Pair>();
  const clients = new Set<Socket>();
  let mode: ProxyMode = 'pass';
  let count = 0;

  const carry = (pair: Pair, side: Side, watcher: Watcher | null) => {
    const [from, into] = side === 'client' ? [pair.client, pair.server] : [pair.server, pair.client];
    let carried = 0;
    // What is on its way, in its order.
    let way = Promise.resolve();
    let underWay = 0;
    const carrySlowly = async (chunk: Buffer, due: number) => {
      await until(due);
      let at = 0;
      while (typeof mode === 'object' && 'throttle' in mode && at < chunk.length && into.writable) {
        const morsel = Math.max(1, Math.round((mode.throttle * MORSEL_EVERY) / 1000));
        into.write(chunk.subarray(at, at + morsel));
        at += morsel;
        await until(performance.now() + MORSEL_EVERY);
      }
      if (at < chunk.length && into.writable) into.write(chunk.subarray(at));
      underWay -= 1;
    };
    from.on('data', (chunk: Buffer) => {
      if (mode === 'half-open') return;
      if (watcher?.(chunk, side)) return reset(pair);
      if (typeof mode === 'object' && 'cutAfter' in mode && side === 'server') {
        into.write(chunk.subarray(0, Math.max(0, mode.cutAfter - carried)));
        carried += chunk.length;
        if (carried >= mode.cutAfter) reset(pair);
        return;
      }
      if (underWay === 0 && !isSlow(mode)) return into.write(chunk);
      underWay += 1;
      const due = dueAt(mode);
      way = way.then(() => carrySlowly(chunk, due));
    });
    from.once('close', () => {
      open.delete(pair);
      if (mode !== 'half-open') void way.then(() => into.destroy());
    });
  };

  const listener = createServer((client) => {
    count += 1;
    clients.add(client);
    client.once('close', () => clients.delete(client));
    client.on('error', () => {});
    client.setNoDelay(true);
    if (mode === 'reset') return client.resetAndDestroy();
    if (mode === 'close') return client.destroy();
    const server = connect(to, '127.0.0.1');
    server.on('error', () => {});
    server.setNoDelay(true);
    const pair = { client, server };
    open.add(pair);
    const watcher = proxy.watch?.() ?? null;
    carry(pair, 'client', watcher);
    carry(pair, 'server', watcher);
    if (mode === 'stall') pause(pair);
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');

  const proxy: Proxy = {
    port: (listener.address() as AddressInfo).port,
    get mode() {
      return mode;
    },
    set mode(next) {
      mode = next;
      for (const pair of [...open]) {
        if (next === 'stall') pause(pair);
        else resume(pair);
        if (next === 'reset') reset(pair);
        if (next === 'close') pair.client.end();
        if (next === 'close' || next === 'half-open') pair.server.destroy();
      }
    },
    watch: null,
    resetAll() {
      for (const pair of [...open]) reset(pair);
    },
    connections: () => count,
    async close() {
      for (const pair of [...open]) reset(pair);
      for (const client of clients) client.destroy();
      await new Promise((resolve) => listener.close(resolve));
    },
  };
  return proxy;
}

const isSlow = (mode: ProxyMode) => typeof mode === 'object' && ('throttle' in mode || 'delay' in mode);

/** When a chunk that leaves now arrives. */
function dueAt(mode: ProxyMode): number {
  if (typeof mode !== 'object' || !('delay' in mode)) return 0;
  let late = 0;
  for (let again = SENT_AGAIN_AFTER; mode.lost(); again *= 2) late += again;
  return performance.now() + mode.delay + late;
}

const until = (at: number) => new Promise((resolve) => setTimeout(resolve, Math.max(0, at - performance.now())));

function reset({ client, server }: Pair): void {
  client.resetAndDestroy();
  server.destroy();
}

function pause({ client, server }: Pair): void {
  client.pause();
  server.pause();
}

function resume({ client, server }: Pair): void {
  client.resume();
  server.resume();
}
