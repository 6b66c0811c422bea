import { startScriptedImap } from '../support/scripted-imap.ts';

/** A mail server in a process of its own, so that its work is not counted as the collector's. Told: UIDs, ESEARCH or not. */
const [count = '0', kind = 'esearch'] = process.argv.slice(2);

// One in ten was moved away, as in a mailbox of years: no one range names them all.
const HOLE_EVERY = 10;

const imap = await startScriptedImap({ esearch: kind === 'esearch' });
const mail = { raw: '', internalDate: new Date() };
const inbox = imap.add('INBOX', { uidNext: Number(count) + 1 });
for (let uid = 1; uid <= Number(count); uid++) if (uid % HOLE_EVERY !== 0) inbox.mails.set(uid, mail);
process.on('message', () => process.send?.({ bytes: imap.bytes() }));
process.send?.({ port: imap.port });
