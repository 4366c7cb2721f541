// A service under load that expects to be killed. Says on stdout, one line each and before going on:
//   P pid           the embedded PostgreSQL
//   B batch         about to send          A batch n     acknowledged, n accepted or duplicate
//   H base64        a checkpoint that was shown
// Contents follow from the name of the batch, so that whoever restarts it can have the unacknowledged sent again.
import { createHash } from 'node:crypto';
import { writeSync } from 'node:fs';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { openStore } from '../../src/adapters/postgres/open-store.js';
import { nodeRuntime } from '../../src/adapters/runtime/node-runtime.js';
import { openDecisionService } from '../../src/domain/decisions/service.js';
import { applyRegistry } from '../../src/domain/registry/apply.js';

const [dataDir, round, again] = process.argv.slice(2);

const WORKERS = 8;
const version = `sha256:${'ab'.repeat(32)}`;
const say = (line) => writeSync(1, `${line}\n`);

function idOf(batch, i) {
  const hex = createHash('sha256').update(`${batch}/${i}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** `name:n` */
function bodyOf(batch) {
  const n = Number(batch.split(':')[1]);
  const lines = Array.from({ length: n }, (_, i) =>
    JSON.stringify({
      id: idOf(batch, i),
      deployment: 'compas/prod',
      subject: `case-${batch}-${i}`,
      decidedAt: '2026-11-22T10:00:00.000Z',
      outcome: i & 1,
      route: 'automatic',
      attributes: { sex: i % 2 ? 'Male' : 'Female' },
    }),
  );
  return new TextEncoder().encode(lines.join('\n'));
}

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
  publishIntervalMs: 20,
});
say(`P ${store.databasePid()}`);

/** As a good client does: the same bytes again until they are acknowledged. */
async function send(batch) {
  say(`B ${batch}`);
  const body = bodyOf(batch);
  for (;;) {
    try {
      const { answer } = await service.ingest.decisions(body, { form: 'ndjson', source: 'crash' });
      if (answer.conflicts.length + answer.rejected.length > 0) throw new Error(JSON.stringify(answer));
      say(`A ${batch} ${answer.accepted + answer.duplicates}`);
      return;
    } catch (cause) {
      if (cause.code !== 'STORE_UNAVAILABLE' && cause.code !== 'SERVICE_BUSY') {
        say(`E ${cause.code} ${cause.message}`);
        process.exit(1);
      }
      await sleep(20);
    }
  }
}

let shown = '';
setInterval(() => {
  const note = service.log.checkpoint('main')?.note ?? '';
  if (note !== shown) say(`H ${Buffer.from(note).toString('base64')}`);
  shown = note;
  const pid = store.databasePid();
  if (pid !== null) say(`P ${pid}`);
}, 10);

for (const batch of again === '' || again === undefined ? [] : again.split(',')) await send(batch);
await Promise.all(
  Array.from({ length: WORKERS }, async (_, worker) => {
    for (let i = 0; ; i++) await send(`${round}.${worker}.${i}:${1 + ((i * 37 + worker * 11) % 120)}`);
  }),
);
