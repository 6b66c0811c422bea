import type { Finding } from '../desk/finding.ts';
import type { Db } from '../store/db.ts';
import { schemaDrift } from '../store/migrate.ts';

/** Whether the database is still as this release brought it: another gateway, or somebody by hand, may have changed it. */
export async function askSchema(db: Db, migrations: Map<string, string>): Promise<Finding[]> {
  const { missing, newer } = await schemaDrift(db, migrations);
  const findings: Finding[] = [
    {
      code: 'I14 schema is behind',
      severity: 'broken',
      count: missing.length,
      words: 'The database lacks changes that this gateway works with: an older one has taken its place.',
      advice: 'Restart the gateway; it brings the database up to date when it starts.',
      examples: missing,
    },
    {
      code: 'I14 schema is ahead',
      severity: 'warning',
      count: newer.length,
      words: 'A newer Heed has changed the database, and this gateway is still the older one.',
      advice: 'Bring this gateway to the newer release as well.',
      examples: newer,
    },
  ];
  return findings.filter(({ count }) => count > 0);
}
