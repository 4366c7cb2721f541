// Logs decisions from `first` on and prints the id of each accepted one, until it is killed. Arguments: url, spool, first.
import process from 'node:process';
import { createDecisionClient } from '../../../dist/apps/client/index.js';

// Ends with the test that started it, also when that is killed.
process.stdin.on('close', () => process.exit(1)).resume();

const [url, spool, first] = process.argv.slice(2);
const client = createDecisionClient({
  url,
  spool,
  key: 'k',
  batchRecords: 4,
  batchWaitMs: 1,
  retryBaseMs: 1,
  retryCapMs: 5,
  inFlight: 4,
});
let open = 0;
for (let n = Number(first); ; n++) {
  const id = `0193f7c2-6a55-7d1e-9f10-${String(n).padStart(12, '0')}`;
  open++;
  client
    .log({ id, deployment: 'lending/prod', subject: `case-${n}`, outcome: 1 })
    .then(() => process.stdout.write(`${id}\n`))
    .catch((error) => process.stdout.write(`lost ${id} ${error.code}\n`))
    .finally(() => open--);
  while (open > 40) await new Promise((done) => setTimeout(done, 1));
}
