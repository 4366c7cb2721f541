// Labels a second through the back end alone, over a log of several hundred thousand decisions, and how long the single label of a second
// client waits beside a bulk one; embedded PostgreSQL in the same machine, no HTTP.
// node bench/labels.mjs [decisions=300000]     needs a built dist/; TRIBUNE_DIST names another, to compare two
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { pathToFileURL } from 'node:url';

const decisions = Number(process.argv[2] ?? 300_000);
const dist = resolve(process.env.TRIBUNE_DIST ?? 'dist');
const load = (path) => import(pathToFileURL(join(dist, path)).href);

const { openStore } = await load('adapters/postgres/open-store.js');
const { nodeRuntime } = await load('adapters/runtime/node-runtime.js');
const { sealerFor } = await load('adapters/sealing/seal-thread.js');
const { openDecisionService } = await load('domain/decisions/service.js');
const { applyRegistry } = await load('domain/registry/apply.js');
const { printUuid, uuidV7 } = await load('core/base/uuid.js');

const version = `sha256:${'ab'.repeat(32)}`;
const DECISIONS_A_REQUEST = 500;
const SIZES = [1, 100, 1000, 8000, 20_000];
const BULK = 20_000;
const CLIENTS = 16;
const ROUNDS_OF_A_CLIENT = 10;

const dataDir = mkdtempSync(join(tmpdir(), 'tribune-labels-'));
const store = await openStore({ dataDir, createPostgresUser: true, origin: 'bench' });
await applyRegistry(
  store.registry,
  {
    systems: [{ id: 's', purpose: 'bench', domain: 'bench', jurisdictions: [], favourableOutcome: 1, owner: 'bench' }],
    models: [{ id: 'compas', system: 's', description: '' }],
    versions: [{ model: 'compas', digest: version, label: '1' }],
    deployments: [{ id: 'compas/prod', model: 'compas', environment: 'prod', version, cutoff: 0.5 }],
  },
  0,
);
const sealing = sealerFor(nodeRuntime, store.keyring.indexKey());
const open = () =>
  openDecisionService({
    stores: store,
    registry: store.registry,
    signers: store.signers,
    runtime: nodeRuntime,
    sealer: sealing,
    ledger: { checkIntervalMs: 0 },
  });
let service = await open();
const encoder = new TextEncoder();
const ndjson = (records) => encoder.encode(records.map((one) => JSON.stringify(one)).join('\n'));

const ids = [];
for (let sent = 0; sent < decisions; ) {
  const requests = Array.from({ length: 8 }, () =>
    Array.from({ length: DECISIONS_A_REQUEST }, () => {
      const id = printUuid(uuidV7(Date.now(), nodeRuntime.randomBytes(16)));
      ids.push(id);
      return {
        id,
        deployment: 'compas/prod',
        subject: `case-${ids.length}`,
        decidedAt: new Date().toISOString(),
        inputs: { age: 31, priors_count: 2 },
        score: 0.7,
        outcome: ids.length % 2,
        route: 'automatic',
      };
    }),
  );
  await Promise.all(
    requests.map((records) => service.ingest.decisions(ndjson(records), { form: 'ndjson', source: 'bench' })),
  );
  sent += 8 * DECISIONS_A_REQUEST;
}

let next = 0;
/** Labels of decisions scattered over the log, each once. */
const labels = (n) =>
  Array.from({ length: n }, () => {
    next = (next + 99_991) % ids.length;
    return { decision: ids[next], label: 1, knownAt: new Date().toISOString() };
  });
const send = async (records) => {
  const body = ndjson(records);
  const started = performance.now();
  const { answer } = await service.ingest.labels(body, { form: 'ndjson', source: 'bench' });
  if (answer.accepted !== records.length) throw new Error(JSON.stringify(answer).slice(0, 500));
  return performance.now() - started;
};

const perSecond = (n, ms) => Math.round((n / ms) * 1000).toLocaleString('en');

async function measure(what) {
  console.log(what);
  for (const size of SIZES) {
    // At least a second's worth of labels, and three requests: the first finds nothing in memory.
    const rounds = Math.max(3, Math.min(20, Math.ceil(5000 / size)));
    const times = [];
    for (let i = 0; i < rounds; i++) times.push(await send(labels(size)));
    const sum = times.reduce((a, b) => a + b, 0);
    console.log(`  ${size} a request: ${perSecond(size * rounds, sum)}/s, first ${Math.round(times[0])} ms`);
  }
  const started = performance.now();
  const client = async () => {
    for (let i = 0; i < ROUNDS_OF_A_CLIENT; i++) await send(labels(100));
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  const many = CLIENTS * ROUNDS_OF_A_CLIENT * 100;
  console.log(`  100 a request, ${CLIENTS} clients at once: ${perSecond(many, performance.now() - started)}/s`);
  const alone = await send(labels(1));
  const [bulk, beside] = [send(labels(BULK)), send(labels(1))];
  console.log(`  a single label: ${alone.toFixed(1)} ms alone, ${(await beside).toFixed(1)} ms beside one of ${BULK}`);
  console.log(`  and that one: ${perSecond(BULK, await bulk)}/s`);
}

console.log(`${ids.length.toLocaleString('en')} decisions in batches of ${DECISIONS_A_REQUEST}`);
await measure('in the window:');
const sent = labels(BULK);
await send(sent);
const body = ndjson(sent);
const again = performance.now();
await service.ingest.labels(body, { form: 'ndjson', source: 'bench' });
console.log(`  ${BULK} sent again, all duplicates: ${perSecond(BULK, performance.now() - again)}/s`);
await service.close();
// A window of a millisecond: every decision is older, as those of last year are, and stands in the index over all time only.
service = await openDecisionService({
  stores: store,
  registry: store.registry,
  signers: store.signers,
  runtime: nodeRuntime,
  sealer: sealing,
  ledger: { checkIntervalMs: 0 },
  windowMs: 1,
});
await measure('beyond the window:');
await service.close();
await sealing.close();
await store.close();
rmSync(dataDir, { recursive: true, force: true });
