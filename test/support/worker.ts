import { createTestHarness, type TestHarness } from 'wrangler';

/** Quiet and offline: nothing is reported, nothing asked of the network. */
const QUIET = { WRANGLER_SEND_METRICS: 'false', CLOUDFLARE_CF_FETCH_ENABLED: 'false', WRANGLER_LOG: 'error', CI: '1' };

/** Local Hyperdrive: a passthrough to this address. */
const HYPERDRIVE = 'CLOUDFLARE_HYPERDRIVE_LOCAL_CONNECTION_STRING_HYPERDRIVE';

export type WorkerSettings = { databaseUrl: string; vars?: Record<string, string>; secrets: Record<string, string> };

/** The Worker of wrangler.toml in a local workerd, with storage of its own that ends with it. */
export async function startWorker(settings: WorkerSettings): Promise<TestHarness> {
  Object.assign(process.env, QUIET, { [HYPERDRIVE]: settings.databaseUrl });
  const harness = createTestHarness({ workers: [workerOf(settings)] });
  await harness.listen();
  return harness;
}

export const workerOf = ({ vars = {}, secrets }: Omit<WorkerSettings, 'databaseUrl'>) => ({
  configPath: 'wrangler.toml',
  vars,
  secrets,
});
