import { sql } from 'kysely';
import type { Db } from '../../gateway/store/db.ts';
import { openPglite } from '../../gateway/store/pglite.ts';
import { openPostgres } from '../../gateway/store/postgres.ts';
import type { GatewayProcess } from './gateway-process.ts';
import type { Ground } from './ground.ts';
import { startProxy, type Proxy as Wire } from './proxy.ts';
import { openThrough } from './through-gateway.ts';

/** The database of a desk, as the harness looks into it. */
export type DeskDatabase = {
  db: Db;
  /** null: embedded in the gateway. */
  url: string | null;
  /** Between the gateways and it; leads to nobody where it is embedded. */
  wire: Wire;
  /** How a gateway finds it. */
  env: Record<string, string>;
  close(): Promise<void>;
};

/** One on the ground's server. */
export async function onServer(ground: Ground, furnish: (db: Db) => Promise<void>): Promise<DeskDatabase> {
  const url = await ground.database();
  // A name of its own: faults are for the gateways' connections.
  const { db, close } = openPostgres(`${url}?application_name=harness`, { max: 4 });
  await furnish(db);
  if (ground.defect?.schema) await sql.raw(ground.defect.schema).execute(db);
  const wire = await startProxy(Number(new URL(url).port));
  const through = new URL(url);
  through.port = `${wire.port}`;
  return {
    db,
    url,
    wire,
    env: { DATABASE_URL: through.href },
    async close() {
      await Promise.all([wire.close(), close()]);
      await ground.dropDatabase(url);
    },
  };
}

/** One that a gateway has to itself: it is furnished before the first starts, and then asked through the one that runs. */
export async function inGateway(
  ground: Ground,
  folder: string,
  running: () => GatewayProcess | undefined,
  furnish: (db: Db) => Promise<void>,
): Promise<DeskDatabase> {
  await ground.embeddedDatabase(folder);
  const embedded = await openPglite(folder);
  await furnish(embedded.db);
  await embedded.close();
  const wire = await startProxy(0);
  return { db: openThrough(running), url: null, wire, env: {}, close: () => wire.close() };
}
