// Records the limits of the card holders in limits.csv, one decision each, under the deployment that registry.yaml declares.
//   TRIBUNE_URL=http://127.0.0.1:8080 TRIBUNE_API_KEY=trb_... node examples/limits/record.mjs
// EVERY=30 records one holder of every thirty: a thousand.
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { createDecisionClient } from 'tribune/client';

const { TRIBUNE_URL = 'http://127.0.0.1:8080', TRIBUNE_API_KEY: key, EVERY = '1' } = process.env;
if (key === undefined) {
  console.error('usage: TRIBUNE_API_KEY=... node record.mjs');
  process.exit(2);
}

const client = createDecisionClient({
  url: TRIBUNE_URL,
  key,
  onOutcome({ id, error }) {
    if (error !== undefined) console.error(`${id}: ${error.code} ${error.message}`);
  },
});

const [, ...lines] = readFileSync(new URL('limits.csv', import.meta.url), 'utf8')
  .trim()
  .split('\n');
let holders = 0;
for (const line of lines) {
  const [sex, education, limit, n] = line.split(',');
  for (let i = 0; i < Math.round(Number(n) / Number(EVERY)); i++) {
    await client.ready();
    client.log({
      deployment: 'limits/prod',
      subject: `holder-${++holders}`,
      outcome: Number(limit),
      // Says nothing new, but an amount in another unit is refused and never added up.
      unit: 'NTD',
      attributes: { sex, education: education || null },
    });
  }
}
await client.close();

const { stored, failed } = client.stats();
console.log(`${stored} limits recorded, ${failed} not`);
process.exitCode = failed > 0 ? 1 : 0;
