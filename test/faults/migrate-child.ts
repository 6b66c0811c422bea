import { migrate } from '../../gateway/store/migrate.ts';
import { openPostgres } from '../../gateway/store/postgres.ts';
import { migrations } from '../support/cluster.ts';

// Brings the database of DATABASE_URL up to date, until it is killed.
const database = openPostgres(process.env.DATABASE_URL ?? '', { max: 2 });
await migrate(database.db, await migrations());
await database.close();
