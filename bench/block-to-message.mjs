// How long after the decisions that complete its blocks were answered an alert reaches its receiver: through followers, closing of blocks, evidence,
// alerts, groups and a webhook, in a service as people start it, with its jobs at their own pace and the waits of the built-in route. A round is a
// deployment of its own, whose gap begins with it.
//   npm run build && node bench/block-to-message.mjs [--rounds 10]
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readConfiguration } from '../dist/apps/configuration/index.js';
import { loadRooms, sectionsOf } from '../dist/apps/rooms/index.js';
import { applyDocument } from '../dist/apps/server/documents/apply-document.js';
import { startServer } from '../dist/apps/server/index.js';
import { PARITY_POLICY } from './parity-policy.mjs';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '10' } } });
const rounds = Number(values.rounds);
const HOUR_MS = 3_600_000;
const HOURS = 12;

const arrived = new Map();
const hook = createServer((request, response) => {
  const parts = [];
  request.on('data', (part) => parts.push(part));
  request.on('end', () => {
    const text = Buffer.concat(parts).toString();
    for (let round = 0; round < rounds; round++)
      if (!arrived.has(round) && text.includes(`"d${round}/prod"`)) arrived.set(round, Date.now());
    response.end();
  });
});
await new Promise((resolve) => hook.listen(0, '127.0.0.1', resolve));
const channels = {
  webhook: { ops: { url: `http://127.0.0.1:${hook.address().port}`, secret: 's', privateAddress: true } },
  routes: [{ name: 'all', channels: ['ops'] }],
};
const configuration = readConfiguration(sectionsOf(await loadRooms()), null, [
  { path: ['alerts'], from: 'bench', value: channels },
]);
const folder = mkdtempSync(join(tmpdir(), 'tribune-bench-'));
const server = await startServer({
  ...{ dataDir: join(folder, 'data'), host: '127.0.0.1', port: 0, version: 'bench', configuration },
  log: { level: 'silent', write: () => undefined },
});
const { deps } = server.plane;
const { key } = await deps.identity.keys.issue({
  ...{ name: 'bench', createdBy: 'bench' },
  scopes: ['decisions:write', 'registry:write'],
});

async function post(path, body, type = 'application/json') {
  const headers = { authorization: `Bearer ${key}`, 'content-type': type };
  const answer = await fetch(`${server.url}${path}`, { method: 'POST', headers, body });
  if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
}

let made = 0;
const startMs = Math.floor((Date.now() - 48 * HOUR_MS) / HOUR_MS) * HOUR_MS;
/** Hours of decisions: of men every other one is selected, of women none. */
function send(deployment) {
  const lines = [];
  for (let hour = 0; hour < HOURS; hour++)
    for (let i = 0; i < 100; i++) {
      const sex = i % 2 === 0 ? 'm' : 'f';
      made += 1;
      lines.push(
        JSON.stringify({
          id: `00000000-0000-4000-8000-${made.toString(16).padStart(12, '0')}`,
          ...{ deployment, subject: `person-${made}`, route: 'automatic', attributes: { sex } },
          decidedAt: new Date(startMs + (hour + i / 100) * HOUR_MS).toISOString(),
          outcome: i % 4 === 0 ? 1 : 0,
        }),
      );
    }
  return post('/v1/decisions', lines.join('\n'), 'application/x-ndjson');
}

const digest = `sha256:${'7'.repeat(64)}`;
const names = Array.from({ length: rounds }, (_, n) => `d${n}`);
await applyDocument(
  {
    systems: names.map((id) => ({ id, purpose: 'p', domain: 'credit', favourableOutcome: 1, owner: 'o@example.org' })),
    models: names.map((id) => ({ id, system: id })),
    versions: names.map((id) => ({ model: id, digest })),
    deployments: names.map((id) => ({ id: `${id}/prod`, version: digest, cutoff: 0.5 })),
  },
  'bench',
  deps,
);
for (const id of names)
  await post('/v1/monitor/watches', JSON.stringify({ deployment: `${id}/prod`, policy: PARITY_POLICY }));
const taken = [];
for (let round = 0; round < rounds; round++) {
  await send(`d${round}/prod`);
  const answeredMs = Date.now();
  while (!arrived.has(round)) {
    if (Date.now() - answeredMs > 120_000) throw new Error(`round ${round}: no message came`);
    await new Promise((done) => setTimeout(done, 5));
  }
  taken.push(arrived.get(round) - answeredMs);
}
taken.sort((a, b) => a - b);
console.log(
  JSON.stringify({
    rounds,
    ms: { median: taken[rounds >> 1], slowest: taken.at(-1) },
    load: Number(loadavg()[0].toFixed(1)),
  }),
);
await server.close();
hook.close();
rmSync(folder, { recursive: true, force: true });
