import { spawnSync } from 'node:child_process';
import { needs } from './needs.ts';

/** Installs what the tests need when it may (as root), otherwise says the exact command. */
const missing = needs().filter((need) => !need.found);

if (missing.length === 0) {
  process.stdout.write('Everything the tests need is here.\n');
  process.exit(0);
}
for (const need of missing) process.stdout.write(`${need.package}: ${need.why}\n`);

const install = ['install', '-y', '--no-install-recommends', ...missing.map((need) => need.package)];
if (process.getuid?.() !== 0) {
  process.stdout.write(`\nThis must be done as root:\n  sudo apt-get update && sudo apt-get ${install.join(' ')}\n`);
  process.exit(1);
}
// A freshly installed server package must not start a system service beside the tests' own.
const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
for (const args of [['update'], install]) {
  const { status } = spawnSync('apt-get', args, { stdio: 'inherit', env });
  if (status !== 0) {
    process.stderr.write(`apt-get ${args.join(' ')} failed (${status}). Mend what it says above and run this again.\n`);
    process.exit(1);
  }
}
