import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startCluster, useCluster } from './cluster.ts';
import { postgresBinaries } from './needs.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Ends in "/"; empty without PostgreSQL, of which only the tests that want it complain. */
    postgresUrl: string;
    postgresTemplate: string;
    /** A folder for this run, removed at its end. */
    folder: string;
  }
}

/** Once a run: a private PostgreSQL (or that of TEST_DATABASE_URL) with a migrated database to clone. */
export default async function setUp({ provide }: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'heed-test-'));
  const address = process.env.TEST_DATABASE_URL;
  const cluster = address ? await useCluster(address) : postgresBinaries() ? await startCluster() : null;
  provide('folder', folder);
  provide('postgresUrl', cluster?.url ?? '');
  provide('postgresTemplate', cluster?.template ?? '');
  return async () => {
    await cluster?.stop();
    await rm(folder, { recursive: true, force: true });
  };
}
