import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** A server whose Debian package cannot be installed beside Dovecot's: its files are kept and unpacked for a test. */
export type FamilyPackages = { name: 'cyrus' | 'courier'; packages: string[] };

export const CYRUS: FamilyPackages = { name: 'cyrus', packages: ['cyrus-imapd', 'sasl2-bin'] };
export const COURIER: FamilyPackages = { name: 'courier', packages: ['courier-imap'] };

/** `npm ci` empties it; `npm run test:setup` fills it again. */
const KEPT = join('node_modules', '.cache', 'heed-imap-families');

// What the packages recommend for delivering mail is of no use to a test, and asks questions when it is set up.
const USELESS = /^exim4/;

export const keptPackages = ({ name }: FamilyPackages): string => join(KEPT, name);

export const hasPackages = (family: FamilyPackages): boolean => existsSync(keptPackages(family));

/** Downloads the packages of a family and of what it needs, and installs none. @throws Error with what apt-get said */
export function fetchPackages(family: FamilyPackages): void {
  const wanted = ['install', '-s', '--no-install-recommends', ...family.packages];
  const needed = aptGet(wanted, '.')
    .split('\n')
    .flatMap((line) => /^Inst (\S+)/.exec(line)?.[1] ?? [])
    .filter((name) => !USELESS.test(name));
  const fresh = `${keptPackages(family)}.part`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true });
  aptGet(['download', '-q', ...needed], fresh);
  if (readdirSync(fresh).length < needed.length) throw new Error(`apt-get left out packages of ${family.name}`);
  renameSync(fresh, keptPackages(family));
}

function aptGet(args: string[], cwd: string): string {
  const { status, stdout, stderr } = spawnSync('apt-get', args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`apt-get ${args.join(' ')} failed (${status}): ${stderr}`);
  return stdout;
}
