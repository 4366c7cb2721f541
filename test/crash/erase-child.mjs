// Takes in 240 records each of two people among others, erases one, says R and how long it took, erases the other, and says D. Expects to be
// killed in between.
import { writeSync } from 'node:fs';
import process from 'node:process';
import { openStore } from '../../src/adapters/postgres/open-store.js';
import { nodeRuntime } from '../../src/adapters/runtime/node-runtime.js';
import { openDecisionService } from '../../src/domain/decisions/service.js';
import { applyRegistry } from '../../src/domain/registry/apply.js';

const [dataDir, round] = process.argv.slice(2);

const version = `sha256:${'ab'.repeat(32)}`;
const store = await openStore({ dataDir, createPostgresUser: true, origin: 'ledger.test' });
await applyRegistry(
  store.registry,
  {
    systems: [{ id: 'compas', purpose: 'x', domain: 'justice', jurisdictions: [], favourableOutcome: 0, owner: 'x' }],
    models: [{ id: 'compas', system: 'compas', description: 'x' }],
    versions: [{ model: 'compas', digest: version, label: '1' }],
    deployments: [{ id: 'compas/prod', model: 'compas', environment: 'prod', version, cutoff: 0.5 }],
  },
  0,
);
const service = await openDecisionService({
  stores: store,
  registry: store.registry,
  signers: store.signers,
  runtime: nodeRuntime,
});

const RECORDS = 240;
const IN_A_REQUEST = 6;
const record = (subject) =>
  JSON.stringify({
    deployment: 'compas/prod',
    subject,
    decidedAt: '2026-11-22T10:00:00.000Z',
    outcome: 1,
    route: 'automatic',
    attributes: { sex: 'Male' },
  });
async function takeIn(subject) {
  for (let sent = 0; sent < RECORDS; sent += IN_A_REQUEST) {
    const body = [...Array.from({ length: IN_A_REQUEST }, () => record(subject)), record(`kept-${round}`)].join('\n');
    await service.ingest.decisions(new TextEncoder().encode(body), { form: 'ndjson', source: 'crash' });
  }
}

const erase = (subject) => service.subjects.erase(subject, { basis: 'GDPR Art. 17', requestedBy: 'dpo' });

// How long one takes here and now, so that the kill comes in the middle of the next.
await takeIn(`first-${round}`);
await takeIn(`erased-${round}`);
const started = performance.now();
await erase(`first-${round}`);
writeSync(1, `R ${Math.round(performance.now() - started)}\n`);
await erase(`erased-${round}`);
writeSync(1, 'D\n');
// Alive until it is killed.
setInterval(() => undefined, 1000);
