import { readConfig } from '../config.ts';
import { ask } from './ask.ts';

const USAGE = 'heed replay LEDGER-ID...    (the numbers of mails that wait for a look)\n';

/** `heed replay 12 15`: reads quarantined mails again. Exit 0 = all of them, 1 = some wait for no look, 64 = called wrongly. */
export async function replayMails(args: string[]): Promise<number> {
  if (args.length === 0 || !args.every((arg) => /^[1-9]\d{0,14}$/.test(arg))) {
    process.stderr.write(USAGE);
    return 64;
  }
  const ledgerIds = [...new Set(args.map(Number))];
  const { replayed } = await ask(readConfig(process.env), 'replay', { ledgerIds });
  const rest = ledgerIds.filter((id) => !replayed.includes(id));
  if (replayed.length > 0) process.stdout.write(`Read again by the next gateway that looks: ${replayed.join(', ')}\n`);
  if (rest.length > 0) process.stderr.write(`No mail that waits for a look: ${rest.join(', ')}\n`);
  return rest.length === 0 ? 0 : 1;
}
