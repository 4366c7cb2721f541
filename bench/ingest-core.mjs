// Decisions a second through the back end alone: bytes in, answer after the commit; embedded PostgreSQL in the same machine, no HTTP.
// node bench/ingest-core.mjs [seconds=10] [concurrency=32] [batch sizes=100,500] [mixes=plain,mixed]     needs a built dist/; TRIBUNE_DIST names another
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { fieldsOf, mixesOf } from './ingest-mixes.mjs';

const seconds = Number(process.argv[2] ?? 10);
const concurrency = Number(process.argv[3] ?? 32);
const sizes = (process.argv[4] ?? '100,500').split(',').map(Number);
const mixes = mixesOf(process.argv[5] ?? 'plain,mixed');
const dist = resolve(process.env.TRIBUNE_DIST ?? 'dist');
const load = (path) => import(pathToFileURL(join(dist, path)).href);

const { openStore } = await load('adapters/postgres/open-store.js');
const { nodeRuntime } = await load('adapters/runtime/node-runtime.js');
const { sealerFor } = await load('adapters/sealing/seal-thread.js');
const { openDecisionService } = await load('domain/decisions/service.js');
const { applyRegistry } = await load('domain/registry/apply.js');

const version = `sha256:${'ab'.repeat(32)}`;

/** Bodies made before the clock starts; every id is replaced before use, so that no body is a repetition. */
function makeBody(mix, n) {
  const lines = Array.from({ length: n }, (_, i) =>
    JSON.stringify({
      id: '00000000-0000-4000-8000-000000000000',
      deployment: 'compas/prod',
      version,
      cutoff: 0.5,
      decidedAt: new Date(Date.now() - i * 1000).toISOString(),
      ...fieldsOf(mix, i),
      outcome: i & 1,
      route: 'automatic',
      jurisdiction: 'US-FL',
      metadata: {},
    }),
  );
  const body = Buffer.from(lines.join('\n'));
  const places = [];
  for (let at = body.indexOf('{"id":"'); at >= 0; at = body.indexOf('{"id":"', at + 1)) places.push(at + 7);
  return { body, places };
}

function freshBody({ body, places }) {
  const copy = Buffer.from(body);
  for (const at of places) copy.latin1Write(randomUUID(), at, 36);
  return copy;
}

/** CPU seconds of PostgreSQL and its children; 0 where /proc does not tell. */
function databaseCpu(postmaster) {
  const TICKS_PER_SECOND = 100;
  let ticks = 0;
  try {
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      if (Number(pid) === postmaster || Number(fields[1]) === postmaster)
        ticks += Number(fields[11]) + Number(fields[12]);
    }
  } catch {
    return 0;
  }
  return ticks / TICKS_PER_SECOND;
}

async function run(service, mix, size) {
  const templates = Array.from({ length: 16 }, () => makeBody(mix, size));
  const latencies = [];
  let records = 0;
  const end = performance.now() + seconds * 1000;
  const cpu = process.cpuUsage();
  const databaseBefore = databaseCpu(store.databasePid());
  let makingMs = 0;
  const before = service.metrics();
  const started = performance.now();
  await Promise.all(
    Array.from({ length: concurrency }, async (_, worker) => {
      for (let i = worker; performance.now() < end; i++) {
        const t0 = performance.now();
        const body = freshBody(templates[i % templates.length]);
        const t1 = performance.now();
        makingMs += t1 - t0;
        const { answer } = await service.ingest.decisions(body, { form: 'ndjson', source: `key-${worker}` });
        if (answer.accepted !== size) throw new Error(JSON.stringify(answer).slice(0, 300));
        latencies.push(performance.now() - t1);
        records += size;
      }
    }),
  );
  const elapsed = (performance.now() - started) / 1000;
  const used = process.cpuUsage(cpu);
  const databaseUsed = databaseCpu(store.databasePid()) - databaseBefore;
  const after = service.metrics();
  latencies.sort((a, b) => a - b);
  const at = (q) => latencies[Math.min(latencies.length - 1, Math.floor(q * latencies.length))].toFixed(1);
  const commits = after.commits - before.commits;
  const lag = after.logSize.main - after.publishedSize.main;
  console.log(
    `${mix}, batches of ${size}, ${concurrency} at once: ${Math.round(records / elapsed)} records/s durable, p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, max ${at(1)} ms\n` +
      `  ${commits} commits, ${(records / commits).toFixed(0)} records each, mean ${(((after.commitSecondsSum - before.commitSecondsSum) / commits) * 1000).toFixed(1)} ms; ` +
      `this process ${((used.user + used.system) / 1e6 / elapsed).toFixed(2)} cores (${(makingMs / 1000 / elapsed).toFixed(2)} of it making bodies), ` +
      `CPU a record: ${((used.user + used.system - makingMs * 1000) / records).toFixed(1)} us here, ${((databaseUsed * 1e6) / records).toFixed(1)} us PostgreSQL; ` +
      `${lag} not yet published, RSS ${Math.round(process.memoryUsage().rss / 1e6)} MB`,
  );
}

const dataDir = mkdtempSync(join(tmpdir(), 'tribune-bench-'));
const store = await openStore({ dataDir, createPostgresUser: true });
await applyRegistry(
  store.registry,
  {
    systems: [
      {
        id: 'compas',
        purpose: 'bench',
        domain: 'justice',
        jurisdictions: ['US-FL'],
        favourableOutcome: 0,
        owner: 'bench',
      },
    ],
    models: [{ id: 'compas', system: 'compas', description: 'bench' }],
    versions: [{ model: 'compas', digest: version, label: '1' }],
    deployments: [{ id: 'compas/prod', model: 'compas', environment: 'prod', version, cutoff: 0.5 }],
  },
  Date.now(),
);
const sealer = sealerFor(nodeRuntime, store.keyring.indexKey());
const service = await openDecisionService({
  stores: store,
  registry: store.registry,
  signers: store.signers,
  runtime: nodeRuntime,
  sealer,
  onProblem: (cause) => console.error(cause),
});
service.followers?.start();
try {
  for (const size of sizes) for (const mix of mixes) await run(service, mix, size);
  const closing = performance.now();
  await service.close();
  console.log(
    `closed and published in ${Math.round(performance.now() - closing)} ms, ${service.log.checkpoint('main').size} entries`,
  );
} finally {
  await sealer.close();
  await store.close();
  rmSync(dataDir, { recursive: true, force: true });
}
