import sync from 'node:fs';
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import type { Socket } from 'node:net';
import { ImapFlow } from 'imapflow';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import pg from 'pg';

/** The edges whose k-th call can be made to fail, as the world makes them fail: the wire breaks, the disk says EIO. */
export const EDGES = ['pg', 'imap', 'smtp', 'fs'] as const;
export type Edge = (typeof EDGES)[number];

/** `kind`: which of the edge's calls count, by their name; all of them when not said. */
export type FailingCall = { edge: Edge; nth: number; kind?: string };

let armed: (FailingCall & { told: (message: unknown) => void }) | null = null;
let calls = 0;

/** The `nth` call of the edge from now on fails; once. */
export function failCalls(call: FailingCall, told: (message: unknown) => void): void {
  calls = 0;
  armed = { ...call, told };
}

/** Whether this is the call. */
function isDue(edge: Edge, kind: string): boolean {
  if (armed?.edge !== edge || (armed.kind ?? kind) !== kind) return false;
  calls += 1;
  if (calls !== armed.nth) return false;
  armed.told({ failed: kind });
  armed = null;
  return true;
}

type Method = (this: object, ...args: unknown[]) => unknown;

/** Puts `before` in front of a method of all objects of a class. */
export function wrapMethod(prototype: object, name: string, around: (original: Method) => Method): void {
  const methods = prototype as Record<string, Method>;
  const original = methods[name];
  if (typeof original !== 'function') throw new Error(`there is no method ${name} any more`);
  methods[name] = around(original);
}

const breaksWire = (edge: Edge, prototype: object, name: string, wireOf: (self: object) => Socket | undefined) =>
  wrapMethod(
    prototype,
    name,
    (original) =>
      function (...args) {
        if (isDue(edge, name)) wireOf(this)?.destroy();
        return original.apply(this, args);
      },
  );

type Wired = { connection?: { stream?: Socket }; socket?: Socket; _socket?: Socket };

/** Counts every call of the four edges from now on. */
export function wrapCalls(): void {
  breaksWire('pg', pg.Client.prototype, 'query', (self) => (self as Wired).connection?.stream);
  for (const name of ['mailboxOpen', 'status', 'search', 'fetch', 'list'])
    breaksWire('imap', ImapFlow.prototype, name, (self) => (self as Wired).socket);
  for (const name of ['send', 'reset'])
    breaksWire('smtp', SMTPConnection.prototype, name, (self) => (self as Wired)._socket);
  for (const name of ['open', 'rename', 'readFile', 'readdir', 'unlink', 'stat', 'mkdir'])
    wrapMethod(
      fs,
      name,
      (original) =>
        async function (...args) {
          if (isDue('fs', name)) throw Object.assign(new Error(`EIO: i/o error, ${name}`), { code: 'EIO' });
          return original.apply(this, args);
        },
    );
  for (const name of ['writeFileSync', 'renameSync', 'statSync'])
    wrapMethod(
      sync,
      name,
      (original) =>
        function (...args) {
          if (isDue('fs', name)) throw Object.assign(new Error(`EIO: i/o error, ${name}`), { code: 'EIO' });
          return original.apply(this, args);
        },
    );
  syncBuiltinESMExports();
}
