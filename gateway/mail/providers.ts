/** A mail provider many people use: which servers it has, and what it asks for beside an address and a password. */
export type Provider = {
  name: string;
  imap: { host: string; port: number; tls: boolean };
  smtp: { host: string; port: number; tls: boolean };
  /** What a person must do first, or cannot do at all; null when address and password are enough. */
  advice: string | null;
  /** Whose sign-in (OAuth 2.0) opens the mailbox. */
  oauth?: 'google' | 'microsoft';
};

/** The provider of an address at this domain (lower-cased), when the domain is the provider's own. */
export const providerOfDomain = (domain: string): Provider | null =>
  PROVIDERS.find(({ domains }) => domains.test(domain)) ?? null;

/** The provider behind a mail exchanger, for the domains of companies. */
export const providerOfMx = (host: string): Provider | null =>
  PROVIDERS.find(({ mx }) => mx?.test(host.toLowerCase())) ?? null;

/** What to know when signing in at this server failed. */
export const adviceForHost = (host: string): string | null =>
  PROVIDERS.find(({ imap, smtp, mx }) => [imap.host, smtp.host].includes(host) || mx?.test(host))?.advice ?? null;

type Known = Provider & { domains: RegExp; mx?: RegExp };

const imaps = (host: string) => ({ host, port: 993, tls: true });
const smtps = (host: string) => ({ host, port: 465, tls: true });
const submission = (host: string) => ({ host, port: 587, tls: false });

const MICROSOFT =
  'Microsoft takes no passwords here: it has switched them off for mail programs, app passwords too. Sign in with Microsoft.';

const GOOGLE =
  'Sign in with Google, or use an app password: turn on 2-Step Verification, make one at myaccount.google.com/apppasswords and write its 16 letters as the password. In a company the administrator may have to allow it.';

const NO_DOMAIN = /^(?!)/;

// Names and ports as the providers publish them for mail programs; the first match counts.
const PROVIDERS: Known[] = [
  {
    name: 'Google',
    domains: /^(gmail|googlemail)\.com$/,
    mx: /(^|\.)(google|googlemail)\.com$/,
    imap: imaps('imap.gmail.com'),
    smtp: smtps('smtp.gmail.com'),
    advice: GOOGLE,
    oauth: 'google',
  },
  {
    name: 'Outlook.com',
    domains: /^(outlook|hotmail|live|msn)\.[a-z.]+$/,
    imap: imaps('outlook.office365.com'),
    smtp: submission('smtp-mail.outlook.com'),
    advice: MICROSOFT,
    oauth: 'microsoft',
  },
  {
    name: 'Microsoft 365',
    domains: /\.onmicrosoft\.com$/,
    mx: /\.(mail\.protection\.outlook\.com|mx\.microsoft)$/,
    imap: imaps('outlook.office365.com'),
    smtp: submission('smtp.office365.com'),
    advice: MICROSOFT,
    oauth: 'microsoft',
  },
  {
    name: 'Yahoo',
    domains: /^(yahoo\.[a-z.]+|ymail\.com|rocketmail\.com)$/,
    mx: /\.yahoodns\.net$/,
    imap: imaps('imap.mail.yahoo.com'),
    smtp: smtps('smtp.mail.yahoo.com'),
    advice: 'Yahoo wants an app password: make one under Account security and write it as the password.',
  },
  {
    name: 'AOL',
    domains: /^aol\.[a-z.]+$/,
    imap: imaps('imap.aol.com'),
    smtp: smtps('smtp.aol.com'),
    advice: 'AOL wants an app password: make one under Account security and write it as the password.',
  },
  {
    name: 'iCloud',
    domains: /^(icloud|me|mac)\.com$/,
    mx: /\.mail\.icloud\.com$/,
    imap: imaps('imap.mail.me.com'),
    smtp: submission('smtp.mail.me.com'),
    advice: 'Apple wants an app-specific password: make one at account.apple.com under Sign-In and Security.',
  },
  {
    name: 'Fastmail',
    domains: /^fastmail\.(com|fm)$/,
    mx: /\.messagingengine\.com$/,
    imap: imaps('imap.fastmail.com'),
    smtp: smtps('smtp.fastmail.com'),
    advice: 'Fastmail wants an app password for mail: make one under Settings, Privacy & Security.',
  },
  {
    name: 'Zoho',
    domains: /^(zoho|zohomail)\.com$/,
    mx: /\.zoho(mail)?\.com$/,
    imap: imaps('imap.zoho.com'),
    smtp: smtps('smtp.zoho.com'),
    advice:
      'Zoho must allow it first: switch on IMAP under Settings, Mail Accounts. With two-factor sign-in, make an app password.',
  },
  {
    name: 'Zoho (Europe)',
    domains: /^(zoho|zohomail)\.eu$/,
    mx: /\.zoho(mail)?\.eu$/,
    imap: imaps('imap.zoho.eu'),
    smtp: smtps('smtp.zoho.eu'),
    advice:
      'Zoho must allow it first: switch on IMAP under Settings, Mail Accounts. With two-factor sign-in, make an app password.',
  },
  {
    name: 'GMX',
    domains: /^gmx\.(de|net|at|ch|li|org|info|biz)$/,
    imap: imaps('imap.gmx.net'),
    smtp: smtps('mail.gmx.net'),
    advice:
      'GMX must allow it first: switch on POP3 and IMAP under E-Mail settings. With two-factor sign-in, make an app password.',
  },
  {
    name: 'GMX',
    domains: /^gmx\.(com|us|co\.uk|fr|es)$/,
    imap: imaps('imap.gmx.com'),
    smtp: smtps('mail.gmx.com'),
    advice:
      'GMX must allow it first: switch on POP3 and IMAP under E-Mail settings. With two-factor sign-in, make an app password.',
  },
  {
    name: 'WEB.DE',
    domains: /^web\.de$/,
    imap: imaps('imap.web.de'),
    smtp: smtps('smtp.web.de'),
    advice:
      'WEB.DE must allow it first: switch on POP3 and IMAP under E-Mail settings. With two-factor sign-in, make an app password.',
  },
  {
    name: 'Telekom',
    domains: /^(t-online|magenta)\.de$/,
    imap: imaps('secureimap.t-online.de'),
    smtp: smtps('securesmtp.t-online.de'),
    advice:
      'Telekom wants its password for mail programs, not that of the Telekom login: set it in the customer centre.',
  },
  {
    name: 'freenet',
    domains: /^freenet\.de$/,
    imap: imaps('mx.freenet.de'),
    smtp: smtps('mx.freenet.de'),
    advice: null,
  },
  {
    name: 'mailbox.org',
    domains: /^mailbox\.org$/,
    mx: /\.mailbox\.org$/,
    imap: imaps('imap.mailbox.org'),
    smtp: smtps('smtp.mailbox.org'),
    advice: null,
  },
  {
    name: 'Posteo',
    domains: /^posteo\.[a-z]+$/,
    imap: imaps('posteo.de'),
    smtp: smtps('posteo.de'),
    advice: null,
  },
  {
    name: 'Orange',
    domains: /^(orange|wanadoo)\.fr$/,
    imap: imaps('imap.orange.fr'),
    smtp: smtps('smtp.orange.fr'),
    advice: null,
  },
  {
    name: 'IONOS',
    domains: NO_DOMAIN,
    mx: /\.(kundenserver\.de|ionos\.[a-z.]+|1and1\.[a-z.]+)$/,
    imap: imaps('imap.ionos.com'),
    smtp: smtps('smtp.ionos.com'),
    advice: null,
  },
  {
    name: 'STRATO',
    domains: NO_DOMAIN,
    mx: /\.(rzone|strato)\.de$/,
    imap: imaps('imap.strato.de'),
    smtp: smtps('smtp.strato.de'),
    advice: null,
  },
  {
    name: 'OVHcloud',
    domains: NO_DOMAIN,
    mx: /\.ovh\.net$/,
    imap: imaps('ssl0.ovh.net'),
    smtp: smtps('ssl0.ovh.net'),
    advice: null,
  },
  {
    name: 'Migadu',
    domains: NO_DOMAIN,
    mx: /\.migadu\.com$/,
    imap: imaps('imap.migadu.com'),
    smtp: smtps('smtp.migadu.com'),
    advice: null,
  },
  {
    name: 'GoDaddy',
    domains: NO_DOMAIN,
    mx: /\.secureserver\.net$/,
    imap: imaps('imap.secureserver.net'),
    smtp: smtps('smtpout.secureserver.net'),
    advice: null,
  },
  {
    name: 'Proton',
    domains: /^(proton\.me|protonmail\.(com|ch)|pm\.me)$/,
    mx: /\.protonmail\.ch$/,
    imap: { host: '127.0.0.1', port: 1143, tls: false },
    smtp: { host: '127.0.0.1', port: 1025, tls: false },
    advice:
      'Proton is read only through its Bridge program on this same machine: use the servers, user name and password that Bridge shows.',
  },
];
