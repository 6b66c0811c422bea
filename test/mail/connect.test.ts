import { expect, test } from 'vitest';
import { findServers } from '../../gateway/mail/connect.ts';
import { mailExchangers } from '../../gateway/mail/mail-exchangers.ts';

const nobody = async () => [];

test.each([
  { address: 'desk@gmail.com', provider: 'Google', imap: 'imap.gmail.com', advice: /app password/ },
  {
    address: 'Desk@Hotmail.co.uk',
    provider: 'Outlook.com',
    imap: 'outlook.office365.com',
    advice: /Microsoft takes no passwords here/,
  },
  { address: 'desk@yahoo.fr', provider: 'Yahoo', imap: 'imap.mail.yahoo.com', advice: /app password/ },
  { address: 'desk@me.com', provider: 'iCloud', imap: 'imap.mail.me.com', advice: /app-specific password/ },
  { address: 'desk@gmx.at', provider: 'GMX', imap: 'imap.gmx.net', advice: /switch on POP3 and IMAP/ },
  { address: 'desk@web.de', provider: 'WEB.DE', imap: 'imap.web.de', advice: /switch on POP3 and IMAP/ },
  {
    address: 'desk@t-online.de',
    provider: 'Telekom',
    imap: 'secureimap.t-online.de',
    advice: /password for mail programs/,
  },
  { address: 'desk@zoho.eu', provider: 'Zoho (Europe)', imap: 'imap.zoho.eu', advice: /switch on IMAP/ },
  { address: 'desk@fastmail.com', provider: 'Fastmail', imap: 'imap.fastmail.com', advice: /app password/ },
])('$address is at $provider, without asking the network', async ({ address, provider, imap, advice }) => {
  const asked = () => Promise.reject(new Error('must not be asked'));
  const proposal = await findServers(address, asked);

  expect(proposal).toMatchObject({ provider, servers: [{ imap: { host: imap, port: 993, tls: true } }] });
  expect(proposal?.advice).toMatch(advice);
});

test.each([
  { mx: 'aspmx.l.google.com', provider: 'Google' },
  { mx: 'SMTP.Google.com', provider: 'Google' },
  { mx: 'company-example.mail.protection.outlook.com', provider: 'Microsoft 365' },
  { mx: 'in1-smtp.messagingengine.com', provider: 'Fastmail' },
  { mx: 'mx01.mail.icloud.com', provider: 'iCloud' },
  { mx: 'mx00.kundenserver.de', provider: 'IONOS' },
])("a company's domain whose mail goes to $mx is at $provider", async ({ mx, provider }) => {
  expect(await findServers('support@company.example', async () => ['filter.other.example', mx])).toMatchObject({
    provider,
  });
});

test.each(['evilgoogle.com', 'google.com.evil.example'])('a mail exchanger named %s is not Google', async (mx) => {
  expect(await findServers('support@company.example', async () => [mx])).toMatchObject({ provider: null });
});

test('a domain of its own gets the usual names, encrypted from the first byte before the other way', async () => {
  expect(await findServers('support@company.example', nobody)).toEqual({
    provider: null,
    advice: null,
    oauth: null,
    servers: [
      {
        imap: { host: 'imap.company.example', port: 993, tls: true },
        smtp: { host: 'smtp.company.example', port: 465, tls: true },
      },
      {
        imap: { host: 'imap.company.example', port: 993, tls: true },
        smtp: { host: 'smtp.company.example', port: 587, tls: false },
      },
      {
        imap: { host: 'mail.company.example', port: 993, tls: true },
        smtp: { host: 'mail.company.example', port: 465, tls: true },
      },
      {
        imap: { host: 'mail.company.example', port: 993, tls: true },
        smtp: { host: 'mail.company.example', port: 587, tls: false },
      },
    ],
  });
});

test('a name server that fails costs the provider, not the proposal', async () => {
  const fails = () => Promise.reject(new Error('ESERVFAIL'));

  expect((await findServers('support@company.example', fails))?.servers).toHaveLength(4);
});

test.each(['', 'support', 'support@', 'a b@company.example', 'support@localhost', 'x@y@company.example'])(
  '%j is no address',
  async (address) => {
    expect(await findServers(address, nobody)).toBeNull();
  },
);

test('asking who takes mail for a domain ends in time, with or without a name server', async () => {
  const began = Date.now();

  expect(await mailExchangers('no-such-domain.invalid')).toEqual([]);
  expect(Date.now() - began).toBeLessThan(4000);
});
