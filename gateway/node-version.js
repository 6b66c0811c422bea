// Plain JavaScript, loaded before anything else: an old Node cannot even read the files that would complain.
const LEAST = 24;

if (Number(process.versions.node.split('.')[0]) < LEAST) {
  console.error(
    `Heed needs Node ${LEAST} or newer and was started with ${process.versions.node}. ` +
      'Run `npm ci`, which brings it along, then `npm start`; on a machine it does not come for, install Node 24.',
  );
  process.exit(1);
}
