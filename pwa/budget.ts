import { gzipSync } from 'node:zlib';

/** What the bundler made: each file's bytes, what it imports at once, and what it may fetch later. */
export type Output = { name: string; bytes: Uint8Array; imports: string[]; later: string[]; source: string | null };

export type Budget = { what: string; bytes: number; most: number };

const KB = 1024;

// Agents answer from a phone on a train: each number is what loads in a second there. An empty house exceeds none of them.
export const MOST = {
  inbox: 30 * KB,
  css: 8 * KB,
  route: 12 * KB,
  agentsRoutes: 90 * KB,
  admin: 60 * KB,
  adminRoute: 25 * KB,
  worker: 10 * KB,
  precache: 250 * KB,
} as const;

export const ADMIN_ENTRY = 'pwa/admin/main.tsx';

export type Built = { entry: string; outputs: Output[]; css: Uint8Array; worker: Uint8Array; precached: Uint8Array[] };

/** Every part of the app with its weight, gzipped as it travels; the precache as it lies on the device. */
export function weigh(built: Built): Budget[] {
  const byName = new Map(built.outputs.map((output) => [output.name, output]));
  const inbox = closure(built.entry, byName);
  const weight = (names: Iterable<string>) => sum([...names].map((name) => gzipped(byName.get(name)?.bytes)));
  const beside = (name: string, have: Set<string>) =>
    new Set([...closure(name, byName)].filter((part) => !have.has(part)));
  const lazy = later(inbox, byName);
  const adminEntry = lazy.find((name) => byName.get(name)?.source === ADMIN_ENTRY);
  const admin = adminEntry ? beside(adminEntry, inbox) : new Set<string>();
  const adminRoutes = later(admin, byName).filter((name) => !inbox.has(name));
  const adminAll = new Set([...admin, ...adminRoutes.flatMap((name) => [...beside(name, inbox)])]);
  const routes = lazy.filter((name) => name !== adminEntry);
  const agents = new Set([...inbox, ...routes.flatMap((name) => [...closure(name, byName)])]);
  const label = (name: string) => byName.get(name)?.source ?? name;
  return [
    { what: 'the signed-in inbox', bytes: weight(inbox), most: MOST.inbox },
    { what: 'the style sheet', bytes: gzipped(built.css), most: MOST.css },
    ...routes.map((name) => ({ what: label(name), bytes: weight(beside(name, inbox)), most: MOST.route })),
    { what: "all agents' routes", bytes: weight(agents), most: MOST.agentsRoutes },
    { what: 'administration', bytes: weight(adminAll), most: MOST.admin },
    ...adminRoutes.map((name) => ({
      what: label(name),
      bytes: weight(beside(name, new Set([...inbox, ...admin]))),
      most: MOST.adminRoute,
    })),
    { what: 'the service worker', bytes: gzipped(built.worker), most: MOST.worker },
    { what: 'the precache', bytes: sum(built.precached.map((bytes) => bytes.length)), most: MOST.precache },
  ];
}

/** The parts that weigh too much, in words; empty when all is well. */
export const overweight = (budgets: Budget[]): string[] =>
  budgets
    .filter(({ bytes, most }) => bytes > most)
    .map(({ what, bytes, most }) => `${what} weighs ${kilobytes(bytes)} KB of ${kilobytes(most)} KB`);

export const kilobytes = (bytes: number): string => (bytes / KB).toFixed(1);

/** A file and all that it imports at once. */
export function closure(name: string, byName: Map<string, Output>, seen = new Set<string>()): Set<string> {
  if (seen.has(name)) return seen;
  seen.add(name);
  for (const next of byName.get(name)?.imports ?? []) closure(next, byName, seen);
  return seen;
}

function later(names: Set<string>, byName: Map<string, Output>): string[] {
  const all = [...names].flatMap((name) => byName.get(name)?.later ?? []);
  return [...new Set(all)].filter((name) => !names.has(name));
}

const gzipped = (bytes: Uint8Array | undefined): number => (bytes ? gzipSync(bytes, { level: 9 }).length : 0);
const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0);
