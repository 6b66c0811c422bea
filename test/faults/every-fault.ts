import { calls } from './calls.ts';
import { clocks } from './clocks.ts';
import { crashes } from './crashes.ts';
import { database } from './database.ts';
import { disks } from './disks.ts';
import type { Fault } from './fault.ts';
import { goingOut } from './going-out.ts';
import { heavy } from './heavy.ts';
import { intake } from './intake.ts';
import { mailServer } from './mail-server.ts';
import { restores } from './restores.ts';
import { sharing } from './sharing.ts';
import { upgrades } from './upgrades.ts';
import { wire } from './wire.ts';

const numberOf = ({ code }: Fault) => Number(code.replace(/\D/g, '')) + (code.startsWith('F') ? 0 : 100);

/** The lines of the table, in the order of their numbers. */
export const FAULTS: readonly Fault[] = [
  ...[
    crashes,
    calls,
    wire,
    mailServer,
    sharing,
    intake,
    goingOut,
    database,
    clocks,
    heavy,
    disks,
    upgrades,
    restores,
  ].flat(),
].sort((a, b) => numberOf(a) - numberOf(b) || (a.code < b.code ? -1 : 1));
