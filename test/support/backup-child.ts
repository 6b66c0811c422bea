import { backup } from '../../gateway/keep/backup.ts';
import { openPostgres } from '../../gateway/store/postgres.ts';

// Makes a backup and ends itself with SIGKILL at the named step.
const [url = '', dataDir = '', step = ''] = process.argv.slice(2);

const { db } = openPostgres(url, { max: 2 });
await backup(
  {
    db,
    dataDir,
    reached: (at) => {
      if (at === step) process.kill(process.pid, 'SIGKILL');
    },
  },
  'nightly',
);
