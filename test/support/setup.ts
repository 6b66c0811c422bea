import { spawnSync } from 'node:child_process';
import { fetchPackages } from './imap-families/packages.ts';
import { needs } from './needs.ts';

/** Installs what the tests need when it may (as root), otherwise says the exact command. */
const missing = needs().filter((need) => !need.found);

if (missing.length === 0) {
  process.stdout.write('Everything the tests need is here.\n');
  process.exit(0);
}
for (const need of missing) process.stdout.write(`${need.package}: ${need.why}\n`);

const wanted = missing.filter((need) => !need.apart).map((need) => need.package);
const install = ['install', '-y', '--no-install-recommends', ...wanted];
if (process.getuid?.() !== 0) {
  if (wanted.length === 0) {
    process.stdout.write('\nOnly `npm run test:all` needs these. Run this as root to have them downloaded.\n');
    process.exit(0);
  }
  process.stdout.write(`\nThis must be done as root:\n  sudo apt-get update && sudo apt-get ${install.join(' ')}\n`);
  process.exit(1);
}
// A freshly installed server package must not start a system service beside the tests' own.
const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
for (const args of [['update'], ...(wanted.length > 0 ? [install] : [])]) {
  const { status } = spawnSync('apt-get', args, { stdio: 'inherit', env });
  if (status !== 0) {
    process.stderr.write(`apt-get ${args.join(' ')} failed (${status}). Mend what it says above and run this again.\n`);
    process.exit(1);
  }
}
for (const { apart } of missing) {
  try {
    if (apart) fetchPackages(apart);
  } catch (error) {
    process.stderr.write(`${String(error)}\nOnly \`npm run test:all\` needs it; run this again before that.\n`);
  }
}
