// Logs a file of decisions, one JSON object a line, and says what became of each that was not stored.
//   TRIBUNE_URL=http://127.0.0.1:8080 TRIBUNE_API_KEY=trb_... node script.mjs decisions.ndjson
import { createReadStream } from 'node:fs';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { createDecisionClient } from 'tribune/client';

const file = process.argv[2];
const { TRIBUNE_URL = 'http://127.0.0.1:8080', TRIBUNE_API_KEY: key, TRIBUNE_SPOOL: spool } = process.env;
if (file === undefined || key === undefined) {
  console.error('usage: TRIBUNE_API_KEY=... node script.mjs FILE.ndjson');
  process.exit(2);
}

const client = createDecisionClient({
  url: TRIBUNE_URL,
  key,
  ...(spool === undefined ? {} : { spool }),
  onOutcome({ id, error }) {
    if (error !== undefined) console.error(`${id}: ${error.code} ${error.message}`);
  },
  onProblem: (problem) => console.error(problem.message),
});

for await (const line of createInterface({ input: createReadStream(file) })) {
  if (line.trim() === '') continue;
  // Waits while the service is slower than the disk: that is the back-pressure.
  await client.ready();
  // Not awaited: batches fill up. What becomes of each record is told to onOutcome.
  client.log(JSON.parse(line));
}
await client.close();

const { stored, failed } = client.stats();
console.log(`${stored} stored, ${failed} not`);
process.exitCode = failed > 0 ? 1 : 0;
