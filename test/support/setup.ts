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

const wanted = missing.filter(({ apart }) => !apart).map((need) => need.package);
const apart = missing.flatMap((need) => need.apart ?? []);
const LATER = 'Only `npm run test:all` needs it; run this again before that.';
const install = ['install', '-y', '--no-install-recommends', ...wanted];
if (process.getuid?.() !== 0) {
  process.stdout.write(
    wanted.length > 0
      ? `\nThis must be done as root:\n  sudo apt-get update && sudo apt-get ${install.join(' ')}\n`
      : `\nThis must be done as root. ${LATER}\n`,
  );
  process.exit(wanted.length > 0 ? 1 : 0);
}
// A freshly installed server package must not start a system service beside the tests' own.
const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
for (const args of wanted.length > 0 ? [['update'], install] : [['update']]) {
  const { status } = spawnSync('apt-get', args, { stdio: 'inherit', env });
  if (status === 0) continue;
  process.stderr.write(`apt-get ${args.join(' ')} failed (${status}). Mend what it says above and run this again.\n`);
  if (wanted.length > 0) process.exit(1);
}
for (const family of apart) {
  try {
    fetchPackages(family);
  } catch (error) {
    process.stderr.write(`${String(error)}\n${LATER}\n`);
  }
}
