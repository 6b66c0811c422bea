import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/**
 * How a network treats what passes. `reset` and `close` end what is open and refuse what is new; `stall` holds all
 * bytes back, to carry them later; `half-open` loses the far side without telling the near one.
 */
export type ProxyMode =
  | 'pass'
  | 'reset'
  | 'close'
  | 'stall'
  | 'half-open'
  | { throttle: number }
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
    from.on('data', (chunk: Buffer) => {
      if (mode === 'half-open') return;
      if (watcher?.(chunk, side)) return reset(pair);
      if (typeof mode === 'object' && 'cutAfter' in mode && side === 'server') {
        into.write(chunk.subarray(0, Math.max(0, mode.cutAfter - carried)));
        carried += chunk.length;
        if (carried >= mode.cutAfter) reset(pair);
        return;
      }
      into.write(chunk);
      if (typeof mode === 'object' && 'throttle' in mode) {
        from.pause();
        setTimeout(() => from.resume(), (chunk.length / mode.throttle) * 1000);
      }
    });
    from.once('close', () => {
      open.delete(pair);
      if (mode !== 'half-open') into.destroy();
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
