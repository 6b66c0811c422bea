import { mkdir, readFile, rmdir, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPglite } from '../../gateway/store/pglite.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { heed } from '../support/heed.ts';
import { newDataDir } from '../support/kept-desk.ts';

/** Nobody can be answered: it is quarantined. */
const OF_NOBODY = 'Subject: x\r\n\r\nwords\r\n';

describe('while a gateway runs on the embedded database', () => {
  let gateway: Gateway;
  let env: Record<string, string>;
  beforeAll(async () => {
    gateway = await startGateway();
    env = { DATA_DIR: gateway.dataDir };
    await writeFile(join(gateway.dataDir, 'nobody.eml'), OF_NOBODY);
  });
  afterAll(() => gateway.stop());

  test('nobody but its owner may ask it', async () => {
    const { mode } = await stat(join(gateway.dataDir, 'heed.sock'));
    expect(mode & 0o777).toBe(0o600);
  });

  test('heed doctor tells each source, and exit 0 that no mail is unaccounted for', async () => {
    const { code, out } = await heed(env, 'doctor');
    expect(out).toMatch(/accounted\s+unaccounted\s+waiting\nsupport@desk\.example INBOX\s+\d+\s+0\s+0\n/);
    expect(out).toContain('0 unaccounted, 0 waiting for a look');
    expect(code).toBe(0);
  });

  test('heed doctor says what is broken and what to do, with exit 1, until it is whole again', async () => {
    const file = join(gateway.dataDir, 'spool', 'new', '0-stuck.mail');
    // What no gateway can read from its disk, it can neither take in nor set aside.
    await mkdir(file);
    await utimes(file, 0, 0);
    const { code, out } = await heed(env, 'doctor', '--whole');
    expect(out).toMatch(/^BROKEN {3}I15 stuck in the spool: 1\n {2}\S.*\n {2}\S/m);
    expect(out).toContain('1 unaccounted, 0 waiting for a look');
    expect(code).toBe(1);
    await rmdir(file);
    expect(await heed(env, 'doctor', '--whole')).toMatchObject({
      code: 0,
      out: expect.stringContaining('Every promise holds.'),
    });
  });

  test('heed backup prints the folder it made and nothing else, and says where the key is not', async () => {
    const { code, out, err } = await heed(env, 'backup');
    expect(code).toBe(0);
    const manifest = JSON.parse(await readFile(join(out.trim(), 'manifest.json'), 'utf8'));
    expect(manifest.tables.length).toBeGreaterThan(10);
    expect(out.trim().startsWith(join(gateway.dataDir, 'backups'))).toBe(true);
    expect(err).toContain('secret key is not in it');
  });

  test('heed replay reads a quarantined mail again, and says which numbers wait for no look', async () => {
    await heed(env, 'ingest', join(gateway.dataDir, 'nobody.eml'));
    await expect.poll(async () => (await heed(env, 'doctor')).out, { timeout: 20_000 }).toContain('1 waiting');

    const { code, out, err } = await heed(env, 'replay', '1', '77');
    expect([code, out, err]).toEqual([1, expect.stringContaining('again'), expect.stringContaining('77')]);
    // It is of nobody as before, and waits again.
    await expect.poll(async () => (await heed(env, 'doctor')).out, { timeout: 20_000 }).toContain('1 waiting');
  });

  test('heed restore is refused', async () => {
    const { code, err } = await heed(env, 'restore', 'anything');
    expect([code, err]).toEqual([1, expect.stringContaining('Stop it first')]);
  });
});

test('after a gateway was killed the next one takes its socket, and without one commands open the desk themselves', {
  timeout: 90_000,
}, async () => {
  const first = await startGateway();
  const env = { DATA_DIR: first.dataDir };
  await first.kill();
  expect(await stat(join(first.dataDir, 'heed.sock'))).toBeDefined();
  expect(await heed(env, 'backup')).toMatchObject({ code: 0, err: expect.stringContaining('secret key') });

  const second = await startGateway(env);
  expect(await heed(env, 'doctor')).toMatchObject({ code: 0 });
  await second.stop();
  await expect(stat(join(first.dataDir, 'heed.sock'))).rejects.toThrow('ENOENT');
});

test('a backup goes into an empty folder once its key is there', { timeout: 90_000 }, async () => {
  const from = { DATA_DIR: await newDataDir() };
  const { out: folder } = await heed(from, 'backup');
  const into = { DATA_DIR: await newDataDir() };
  const refused = await heed(into, 'restore', folder.trim());
  expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('secret.key')]);

  await writeFile(join(into.DATA_DIR, 'secret.key'), await readFile(join(from.DATA_DIR, 'secret.key')));
  expect(await heed(into, 'restore', folder.trim())).toEqual({
    code: 0,
    out: expect.stringContaining('collected again, each once'),
    err: '',
  });
  const { db, close } = await openPglite(join(into.DATA_DIR, 'database'));
  try {
    expect((await sql`select 1 as one from instance where restored_at is not null`.execute(db)).rows).toHaveLength(1);
  } finally {
    await close();
  }
});

test('heed restore without a folder shows the backups there are', async () => {
  const dataDir = await newDataDir();
  await mkdir(join(dataDir, 'backups', '2026-03-09T063000.000Z-nightly'), { recursive: true });
  const { code, err } = await heed({ DATA_DIR: dataDir }, 'restore');
  expect([code, err]).toEqual([64, expect.stringContaining('2026-03-09T063000.000Z-nightly')]);
});

test.each([
  ['doctor', ['--all']],
  ['replay', []],
  ['replay', ['x']],
  ['replay', ['0']],
  ['backup', ['here']],
  ['restore', ['a', 'b']],
  ['restore', ['--nonsense', 'a']],
])('heed %s called with %j explains itself with exit code 64', async (command, args) => {
  const { code, err } = await heed({ DATA_DIR: await newDataDir() }, command, ...args);
  expect([code, err]).toEqual([64, expect.stringContaining(`heed ${command}`)]);
});

test('where a path is too long for a socket the gateway runs, says so, and is found by nobody', {
  timeout: 60_000,
}, async () => {
  const dataDir = join(await newDataDir(), 'a-very-long-name'.repeat(6));
  await using gateway = await startGateway({ DATA_DIR: dataDir });
  expect(gateway.said()).toContain('too long for a socket');
  const { code, err } = await heed({ DATA_DIR: dataDir }, 'doctor');
  expect([code, err]).toEqual([1, expect.stringContaining('Another Heed')]);
});
