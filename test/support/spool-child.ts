import { writeSync } from 'node:fs';
import { openSpool } from '../../gateway/mail/spool.ts';

// Keeps mail after mail, says each key it accepted, and ends itself with SIGKILL at the named step of the named mail.
const [dir = '', step = '', fatalMail = '0'] = process.argv.slice(2);

let mail = 0;
const spool = await openSpool(dir, (reached) => {
  if (reached === step && mail === Number(fatalMail)) process.kill(process.pid, 'SIGKILL');
});
for (;;) {
  mail += 1;
  const raw = Buffer.from(`Subject: ${mail}\r\n\r\n${'x'.repeat(50_000)}\r\n`);
  await spool.keep({
    raw,
    envelope: { from: 'ada@post.example', to: ['support@desk.example'] },
    intake: 'test',
    key: `key-${mail}`,
  });
  writeSync(1, `key-${mail}\n`);
}
