import { existsSync, readdirSync } from 'node:fs';

export type Need = { package: string; why: string; found: boolean };

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
