import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { ADMIN } from '../support/agent-client.ts';
import { freePort } from '../support/cluster.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';

/** docs/HTTPS.md as it stands, with the ports and files of this run in place of the ones a reader has. */
const GUIDE = readFileSync('docs/HTTPS.md', 'utf8');
const NAME = 'support.example.com';

const PROXIES = [
  {
    name: 'caddy',
    binary: '/usr/bin/caddy',
    run: (file: string) => ['caddy', 'run', '--adapter', 'caddyfile', '--config', file],
  },
  {
    name: 'nginx',
    binary: '/usr/sbin/nginx',
    run: (file: string, folder: string) => ['nginx', '-p', folder, '-c', file, '-g', 'daemon off; master_process off;'],
  },
  { name: 'stunnel', binary: '/usr/bin/stunnel4', run: (file: string) => ['stunnel4', file] },
] as const;

let gateway: Gateway;
let httpsPort: number;

describe.runIf(process.env.HEED_TEST_ALL)('docs/HTTPS.md', () => {
  beforeAll(async () => {
    httpsPort = await freePort();
    gateway = await startGateway({ BASE_URL: `https://${NAME}:${httpsPort}`, TRUST_PROXY: '1' });
  });
  afterAll(() => gateway.stop());

  for (const [place, { name, binary, run }] of PROXIES.entries())
    test.runIf(existsSync(binary))(
      `${name}: sign-in, a write and the live stream pass through`,
      async () => {
        const folder = mkdtempSync(join(inject('folder'), `${name}-`));
        const [command = '', ...args] = run(configure(name, folder), folder);
        const env = { ...process.env, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder, HOME: folder };
        const proxy = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env });
        let said = '';
        for (const stream of [proxy.stdout, proxy.stderr]) stream.on('data', (words: Buffer) => (said += words));
        try {
          await open(() => said);
          const cookie = await signIn(place === 0);
          expect(cookie).toMatch(/^__Host-heed=.*; Secure/);
          const page = await ask('GET', '/app/');
          expect(page.headers['strict-transport-security']).toBeDefined();
          const live = await firstBytes('/api/live', cookie);
          expect(live).toMatch(/^(event|data|id|retry|:)/m);
        } finally {
          const ended = once(proxy, 'exit');
          proxy.kill('SIGKILL');
          await ended;
        }
      },
      60_000,
    );
});

function configure(name: string, folder: string): string {
  const block = new RegExp(`\`\`\`${name}\n([\\s\\S]*?)\`\`\``).exec(GUIDE)?.[1] ?? '';
  certificate(folder);
  const mine = block
    .replaceAll('127.0.0.1:3000', `127.0.0.1:${new URL(gateway.url).port}`)
    .replaceAll(`/etc/ssl/${NAME}`, join(folder, NAME))
    .replace(/listen 443|accept = 443/, (text) => text.replace('443', `127.0.0.1:${httpsPort}`));
  const file = join(folder, 'config');
  writeFileSync(file, wrapped(name, mine, folder));
  return file;
}

/** What the reader's machine already has around the block of the guide. */
function wrapped(name: string, block: string, folder: string): string {
  if (name === 'caddy')
    return `{\n\tadmin off\n\tauto_https disable_redirects\n\thttps_port ${httpsPort}\n\tskip_install_trust\n}\n${block.replace('{', '{\n\ttls internal\n\tbind 127.0.0.1')}`;
  if (name === 'nginx') {
    mkdirSync(join(folder, 'tmp'));
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
      (one) => `${one}_temp_path ${folder}/tmp;`,
    );
    return `pid ${folder}/pid;\nerror_log stderr;\nevents {}\nhttp {\naccess_log off;\n${temporary.join('\n')}\n${block}\n}\n`;
  }
  return `foreground = yes\npid =\n${block}`;
}

function certificate(folder: string): void {
  const file = join(folder, NAME);
  const args = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', `/CN=${NAME}`];
  const { status, stderr } = spawnSync('openssl', [...args, '-keyout', `${file}.key`, '-out', `${file}.pem`], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`openssl: ${stderr}`);
}

type Reply = { status: number; headers: Record<string, string | string[] | undefined>; body: string };

/** Over https to the name of the guide, whose certificate here is nobody's. */
function ask(method: string, path: string, body?: unknown, cookie = ''): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const headers = {
      host: `${NAME}:${httpsPort}`,
      origin: `https://${NAME}:${httpsPort}`,
      'content-type': 'application/json',
      cookie,
    };
    const options = {
      host: '127.0.0.1',
      port: httpsPort,
      servername: NAME,
      rejectUnauthorized: false,
      method,
      path,
      headers,
    };
    const asked = request(options, (answer) => {
      let text = '';
      answer.on('data', (bytes: Buffer) => (text += bytes));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: text }));
    });
    asked.on('error', reject);
    asked.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

async function open(said: () => string): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const answer = await ask('GET', '/healthz').catch(() => null);
    if (answer?.status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`nothing answers over https:\n${said()}`);
}

/** The first proxy sets the desk up, the others sign in. The cookie, with its attributes. */
async function signIn(first: boolean): Promise<string> {
  const { name, address, password } = ADMIN;
  const contacts = {
    phone: '',
    emergency: '',
    portal: '',
    managerName: '',
    managerAddress: '',
    directorName: '',
    directorAddress: '',
  };
  const desk = { name: 'Kite', zone: 'Europe/Berlin', senderName: 'Kite', signature: '', contacts };
  const token = gateway.setUpPath?.split('#')[1];
  const answer = first
    ? await ask('POST', '/api/setup', { token, agent: { name, address, password }, desk })
    : await ask('POST', '/api/session', { address, password });
  expect(answer.status, answer.body).toBe(200);
  return [answer.headers['set-cookie']].flat()[0] ?? '';
}

function firstBytes(path: string, cookie: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = {
      host: `${NAME}:${httpsPort}`,
      cookie: cookie.split(';', 1)[0] ?? '',
      accept: 'text/event-stream',
    };
    const options = { host: '127.0.0.1', port: httpsPort, servername: NAME, rejectUnauthorized: false, path, headers };
    const asked = request(options, (answer) => {
      answer.once('data', (bytes: Buffer) => {
        resolve(`${bytes}`);
        asked.destroy();
      });
    });
    asked.on('error', reject);
    asked.setTimeout(10_000, () => reject(new Error('the live stream said nothing')));
    asked.end();
  });
}
