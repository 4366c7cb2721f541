// Explanations of recorded decisions: time of one over HTTP after the first, with seal and entry, and bytes kept of each.
//   node bench/explain/recorded.mjs [--decisions 1000] [--trees 200] [--depth 6] [--features 30] [--people 1000] [--batch 100] [--dist dist]
// One client asks for one after the other, so that what is measured is the time of one and no queue. The second pass reads what is kept.
// Beside it the processor time of the whole process but PostgreSQL, and the time of one in the thread's own code without service.
import { createHash, randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    decisions: { type: 'string', default: '1000' },
    trees: { type: 'string', default: '200' },
    depth: { type: 'string', default: '6' },
    features: { type: 'string', default: '30' },
    people: { type: 'string', default: '1000' },
    batch: { type: 'string', default: '100' },
    dist: { type: 'string', default: 'dist' },
  },
});
const [decisions, trees, depth, features, people, batch] = [
  'decisions',
  'trees',
  'depth',
  'features',
  'people',
  'batch',
].map((name) => Number(values[name]));
const load = (path) => import(pathToFileURL(resolve(values.dist, path)).href);
const { startServer } = await load('apps/server/start.js');
const { applyDocument } = await load('apps/server/documents/apply-document.js');
const { readConfiguration } = await load('apps/configuration/index.js');
const { loadRooms, sectionsOf } = await load('apps/rooms/index.js');
const { openBasis, makeExplanation } = await load('domain/explained-decisions/making/index.js');
const { recordsTable } = await load('domain/explanations/table/index.js');

/** The same draws every time. */
let state = 7;
const draw = () => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32;
};
const names = Array.from({ length: features }, (_, j) => `x${j}`);
const person = () => Object.fromEntries(names.map((name) => [name, Math.round(draw() * 1e6) / 1e6]));

function tree() {
  const one = { childrenLeft: [], childrenRight: [], feature: [], threshold: [], value: [], cover: [] };
  const grow = (level, cover) => {
    const at = one.feature.length;
    const isLeaf = level === depth;
    for (const [list, value] of [
      [one.childrenLeft, -1],
      [one.childrenRight, -1],
      [one.feature, isLeaf ? -2 : Math.floor(draw() * features)],
      [one.threshold, isLeaf ? -2 : draw()],
      [one.value, [isLeaf ? (draw() - 0.5) / 20 : 0]],
      [one.cover, cover],
    ])
      list.push(value);
    if (isLeaf) return at;
    one.childrenLeft[at] = grow(level + 1, cover / 2);
    one.childrenRight[at] = grow(level + 1, cover / 2);
    return at;
  };
  grow(0, 2 ** depth);
  return one;
}
const model = JSON.stringify({
  ...{ kind: 'tree-ensemble', aggregation: 'sum', numOutputs: 1, baseOffset: [0], link: 'logit', featureNames: names },
  trees: Array.from({ length: trees }, tree),
});
const rows = Array.from({ length: people }, person);
const background = `${names.join(',')}\n${rows.map((row) => Object.values(row).join(',')).join('\n')}\n`;
const digestOf = (text) => `sha256:${createHash('sha256').update(text).digest('hex')}`;
const quantile = (sorted, q) => sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
const told = (label, ms) => {
  const sorted = ms.toSorted((a, b) => a - b);
  console.log(
    `${label.padEnd(34)} p50 ${quantile(sorted, 0.5).toFixed(1)} ms  p99 ${quantile(sorted, 0.99).toFixed(1)} ms`,
  );
};

const folder = mkdtempSync(join(tmpdir(), 'tribune-bench-'));
chmodSync(folder, 0o711);
const configuration = readConfiguration(sectionsOf(await loadRooms()), {
  text: 'tribune: service/v1\nexplanations: { budget: 1000000 }\n',
  path: 'tribune.yaml',
});
const server = await startServer({
  ...{ dataDir: join(folder, 'data'), host: '127.0.0.1', port: 0, version: 'bench', configuration },
  log: { level: 'silent', write: () => undefined },
  createPostgresUser: true,
});
try {
  const { deps } = server.plane;
  const key = async (...scopes) => (await deps.identity.keys.issue({ name: 'bench', scopes, createdBy: 'bench' })).key;
  const call = async (path, init) => {
    const answer = await fetch(`${server.url}${path}`, init);
    return { status: answer.status, body: await answer.json() };
  };
  const things = {
    systems: [{ id: 's', purpose: 'p', domain: 'credit', favourableOutcome: 1, owner: 'a@example.org' }],
    models: [{ id: 'm', system: 's' }],
    versions: [{ model: 'm', digest: digestOf(model), explain: { background: digestOf(background) } }],
    deployments: [{ id: 'm/prod', version: digestOf(model), cutoff: 0.5 }],
  };
  await applyDocument(things, 'bench', deps);
  const registry = { authorization: `Bearer ${await key('registry:write')}` };
  for (const body of [model, background])
    await call(`/v1/artifacts/${digestOf(body)}`, {
      method: 'PUT',
      headers: { ...registry, 'content-type': 'application/octet-stream' },
      body,
    });
  const writer = { authorization: `Bearer ${await key('decisions:write')}`, 'content-type': 'application/x-ndjson' };
  const ids = [];
  for (let sent = 0; sent < decisions; sent += batch) {
    const records = Array.from({ length: batch }, () => ({
      ...{ id: randomUUID(), deployment: 'm/prod', subject: `s${ids.length}`, decidedAt: '2026-11-22T10:00:00.000Z' },
      ...{ inputs: person(), outcome: 0, route: 'automatic' },
    }));
    ids.push(...records.map(({ id }) => id));
    const body = records.map((one) => `${JSON.stringify(one)}\n`).join('');
    await call('/v1/decisions', { method: 'POST', headers: writer, body });
  }
  const reader = { authorization: `Bearer ${await key('decisions:read')}` };
  const ask = async (id) => {
    for (;;) {
      const { status, body } = await call(`/v1/decisions/${id}/explanation?view=developer`, { headers: reader });
      if (status === 200) return body;
      if (status !== 202) throw new Error(JSON.stringify(body));
    }
  };
  const timed = async (id) => {
    const start = performance.now();
    await ask(id);
    return performance.now() - start;
  };
  console.log(
    `${trees} trees of depth ${depth}, ${features} inputs, ${people} people to compare with, batches of ${batch}`,
  );
  console.log(`the first of the version              ${(await timed(ids[0])).toFixed(0)} ms`);
  for (const label of ['made, sealed, entered, given', 'given from what is kept']) {
    const before = process.cpuUsage();
    const ms = [];
    for (const id of ids.slice(1)) ms.push(await timed(id));
    const { user, system } = process.cpuUsage(before);
    told(label, ms);
    console.log(`${' '.repeat(34)} ${((user + system) / 1000 / ms.length).toFixed(2)} ms of processor time each`);
  }
  const [kept] = await server.plane.store.sql.query(
    'select avg(octet_length(sealed)) as sealed, avg(pg_column_size(e.*)) as row from explanation e',
  );
  console.log(
    `kept: ${Number(kept.sealed).toFixed(0)} bytes sealed, ${Number(kept.row).toFixed(0)} a row; goal ${8 * features + 200}`,
  );
} finally {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
}

const bytes = new TextEncoder().encode(model);
const explain = { background: digestOf(background) };
const basis = await openBasis(
  { version: digestOf(model), explain },
  { model: bytes, reasons: null, constraints: null },
  recordsTable('people', rows),
);
const inputs = Array.from({ length: decisions }, () => JSON.stringify(person()));
const before = process.cpuUsage();
for (const one of inputs) {
  await makeExplanation(basis, {
    ...{ basis: '', version: '', explain, files: null, name: 'one' },
    inputs: one,
    decided: null,
  });
}
const { user, system } = process.cpuUsage(before);
console.log(`explained alone: ${((user + system) / 1000 / inputs.length).toFixed(3)} ms of processor time each`);
