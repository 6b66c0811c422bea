import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/**
 * How a network treats what passes: `reset` and `close` end what is open and refuse what is new, `stall` carries
 * nothing either way and ends nothing, `half-open` forgets the far side while the near side believes in it.
 */
export type ProxyMode =
  | 'pass'
  | 'reset'
  | 'close'
  | 'stall'
  | 'half-open'
  | { throttle: number }
  | { cutAfter: number };

/** What a watcher wants done with bytes on their way to the server or back from it. */
export type Passing = 'pass' | 'swallow' | 'reset';

export type Proxy = {
  port: number;
  /** Replaced at any time; open connections follow. */
  mode: ProxyMode;
  /** Sees every chunk of a connection: `state` is the watcher's own, an object for each connection. */
  watch: ((chunk: Buffer, from: 'client' | 'server', state: Record<string, unknown>) => Passing) | null;
  /** Breaks every open connection once. */
  resetAll(): void;
  connections(): number;
  close(): Promise<void>;
};

/** A TCP proxy on a port of its own in front of a server of this machine. */
export async function startProxy(to: number): Promise<Proxy> {
  const open = new Set<{ client: Socket; server: Socket }>();
  let count = 0;
  const listener = createServer((client) => {
    count += 1;
    client.on('error', () => {});
    client.setNoDelay(true);
    if (proxy.mode === 'reset') return client.resetAndDestroy();
    if (proxy.mode === 'close') return client.destroy();
    const server = connect(to, '127.0.0.1');
    server.on('error', () => client.destroy());
    server.setNoDelay(true);
    const pair = { client, server };
    open.add(pair);
    const state: Record<string, unknown> = {};
    let carried = 0;
    const carry = (from: Socket, into: Socket, side: 'client' | 'server') => {
      from.on('data', (chunk: Buffer) => {
        const passing = proxy.watch?.(chunk, side, state) ?? 'pass';
        if (passing === 'reset') return resetPair(pair);
        if (passing === 'swallow' || proxy.mode === 'stall' || proxy.mode === 'half-open') return;
        if (typeof proxy.mode === 'object' && 'cutAfter' in proxy.mode && side === 'server') {
          const left = proxy.mode.cutAfter - carried;
          carried += chunk.length;
          into.write(chunk.subarray(0, Math.max(0, left)));
          if (chunk.length >= left) resetPair(pair);
          return;
        }
        into.write(chunk);
        if (typeof proxy.mode === 'object' && 'throttle' in proxy.mode) {
          from.pause();
          setTimeout(() => from.resume(), (chunk.length / proxy.mode.throttle) * 1000);
        }
      });
      from.once('close', () => {
        open.delete(pair);
        if (proxy.mode !== 'half-open' && proxy.mode !== 'stall') into.destroy();
      });
    };
    carry(client, server, 'client');
    carry(server, client, 'server');
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');

  const resetPair = ({ client, server }: { client: Socket; server: Socket }) => {
    client.resetAndDestroy();
    server.destroy();
  };
  let mode: ProxyMode = 'pass';
  const proxy: Proxy = {
    port: (listener.address() as AddressInfo).port,
    get mode() {
      return mode;
    },
    set mode(next) {
      mode = next;
      if (next === 'reset') proxy.resetAll();
      if (next === 'close')
        for (const { client, server } of open) {
          client.end();
          server.destroy();
        }
      // The far side is gone without a word to us.
      if (next === 'half-open') for (const { server } of open) server.resetAndDestroy();
    },
    watch: null,
    resetAll() {
      for (const pair of open) resetPair(pair);
    },
    connections: () => count,
    async close() {
      proxy.resetAll();
      await new Promise((resolve) => listener.close(resolve));
    },
  };
  return proxy;
}
