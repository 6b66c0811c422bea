import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { test } from 'vitest';
import { startGateway } from '../support/gateway.ts';
import { walkTheJourney } from './journey.ts';

test('nothing configured: a mail to the sandbox is acknowledged, answered from a phone, replied to and reopened', async () => {
  await using gateway = await startGateway();
  const post = createTransport({ host: '127.0.0.1', port: gateway.sandboxPort ?? 0, ignoreTLS: true });
  const sent = join(gateway.dataDir, 'sandbox', 'sent');
  await walkTheJourney(gateway, 'support@desk.example', {
    async write(raw) {
      await post.sendMail({ envelope: { from: 'ada@post.example', to: 'support@desk.example' }, raw });
    },
    async received() {
      const names = (await readdir(sent)).filter((name) => !name.endsWith('.tmp')).sort();
      return Promise.all(names.map((name) => readFile(join(sent, name), 'utf8')));
    },
  });
  post.close();
}, 90_000);
