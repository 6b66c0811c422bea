import { once } from 'node:events';
import { openSetUp } from './account/set-up.ts';
import { ConfigError, readConfig } from './config.ts';
import { DeskError } from './desk/error.ts';
import { openHeed } from './open.ts';
import { greeting } from './wiring/greeting.ts';
import { startControl } from './wiring/start-control.ts';
import { startMail } from './wiring/start-mail.ts';
import { startServer } from './wiring/start-server.ts';
import { startTime } from './wiring/start-time.ts';

/** Open, start, wait, stop in reverse. */
try {
  const config = readConfig(process.env);
  await using heed = await openHeed(config);
  await using mail = await startMail(heed);
  await using _time = startTime(heed, mail);
  await using _control = await startControl(heed);
  await using server = await startServer(heed, mail, { dev: process.argv.includes('--dev') });
  process.stdout.write(
    await greeting(heed, { port: server.port, setUp: await openSetUp(heed.db), sandbox: mail.sandbox }),
  );
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  process.stdout.write('Stopping: what is on its way is finished first.\n');
} catch (error) {
  if (!(error instanceof ConfigError || error instanceof DeskError)) throw error;
  process.stderr.write(`Heed did not start. ${error.message}\n`);
  process.exitCode = 1;
}
