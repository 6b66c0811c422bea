import { existsSync, readdirSync } from 'node:fs';
import { COURIER, CYRUS, type FamilyPackages, hasPackages } from './imap-families/packages.ts';

/**
 * @property apart its packages exclude those of another need: they are downloaded and never installed
 * @property longOnly whether only `npm run test:all` needs it
 */
export type Need = { package: string; why: string; found: boolean; apart?: FamilyPackages; longOnly?: true };

/** What the tests need from the machine besides `npm ci`: real servers and a real browser, from Debian's packages. */
export function needs(): Need[] {
  return [
    {
      package: 'postgresql',
      why: 'a real PostgreSQL 15 or newer; a private cluster is started and removed by the tests',
      found: postgresBinaries() !== null,
    },
    {
      package: 'dovecot-imapd',
      why: 'a real IMAP server, started privately on a free port',
      found: existsSync('/usr/sbin/dovecot'),
    },
    {
      package: 'dovecot-lmtpd',
      why: 'delivers mail into that IMAP server',
      found: existsSync('/usr/lib/dovecot/lmtp'),
    },
    {
      package: 'chromium',
      why: 'the browser in which the app is used and hostile mail is opened',
      found: existsSync('/usr/bin/chromium'),
    },
    ...[CYRUS, COURIER].map((apart) => ({
      package: apart.packages.join(' '),
      why: 'another family of real IMAP servers, unpacked in a private root beside Dovecot; only test:all starts it',
      found: hasPackages(apart),
      apart,
      longOnly: true as const,
    })),
  ];
}

/** The folder of initdb and postgres, newest first; null when there is none. */
export function postgresBinaries(): string | null {
  const versions = '/usr/lib/postgresql';
  if (!existsSync(versions)) return null;
  const newest = readdirSync(versions)
    .map(Number)
    .filter((version) => version >= 15)
    .sort((a, b) => b - a)
    .map((version) => `${versions}/${version}/bin`)
    .find((folder) => existsSync(`${folder}/initdb`) && existsSync(`${folder}/postgres`));
  return newest ?? null;
}
