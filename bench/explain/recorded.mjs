// Explanations of recorded decisions: time of one over HTTP after the first, with seal and entry, and bytes kept of each.
//   node bench/explain/recorded.mjs [--decisions 1000] [--trees 200] [--depth 6] [--features 30] [--people 1000] [--batch 100] [--rounds 1] [--dist dist]
// One client asks for one after the other, so that what is measured is the time of one and no queue. The second pass reads what is kept.
// Of several rounds, each with decisions of its own, the least is told: what else runs on the machine makes none of them quicker.
// Beside it the processor time of the whole process but PostgreSQL, and the time of one in the thread's own code without service.
import { resolve } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { cpuMs, decision, digestOf, lines, population, startService } from './service.mjs';

const { values } = parseArgs({
  options: {
    decisions: { type: 'string', default: '1000' },
    trees: { type: 'string', default: '200' },
    depth: { type: 'string', default: '6' },
    features: { type: 'string', default: '30' },
    people: { type: 'string', default: '1000' },
    batch: { type: 'string', default: '100' },
    rounds: { type: 'string', default: '1' },
    dist: { type: 'string', default: 'dist' },
  },
});
const [decisions, trees, depth, features, people, batch, rounds] = [
  'decisions',
  'trees',
  'depth',
  'features',
  'people',
  'batch',
  'rounds',
].map((name) => Number(values[name]));
const load = (path) => import(pathToFileURL(resolve(values.dist, path)).href);
const { openBasis, makeExplanations } = await load('domain/explained-decisions/making/index.js');
const { recordsTable } = await load('domain/explanations/table/index.js');

const { person, model, rows, background } = population({ trees, depth, features, people });
const quantile = (sorted, q) => sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
/** The least of each number over the rounds, by what was measured. */
const least = new Map();
function note(label, ms, processor) {
  const sorted = ms.toSorted((a, b) => a - b);
  const round = [quantile(sorted, 0.5), quantile(sorted, 0.99), processor];
  least.set(
    label,
    (least.get(label) ?? round).map((one, i) => Math.min(one, round[i])),
  );
}

const service = await startService({
  ...{ dist: values.dist, model, background, yaml: 'explanations: { budget: 1000000 }\n' },
});
try {
  const writer = await service.key('decisions:write');
  const recorded = async () => {
    const ids = [];
    for (let sent = 0; sent < decisions; sent += batch) {
      const records = Array.from({ length: batch }, () => decision({ inputs: person(), outcome: 0 }));
      ids.push(...records.map(({ id }) => id));
      await service.call('/v1/decisions', { key: writer, body: lines(records), type: 'application/x-ndjson' });
    }
    return ids;
  };
  const reader = await service.key('decisions:read');
  const ask = async (id) => {
    for (;;) {
      const { status, body } = await service.call(`/v1/decisions/${id}/explanation?view=developer`, { key: reader });
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
  const [first] = await recorded();
  console.log(`the first of the version              ${(await timed(first)).toFixed(0)} ms`);
  for (let round = 0; round < rounds; round++) {
    const ids = await recorded();
    for (const label of ['made, sealed, entered, given', 'given from what is kept']) {
      const before = process.cpuUsage();
      const ms = [];
      for (const id of ids) ms.push(await timed(id));
      note(label, ms, cpuMs(before) / ms.length);
    }
  }
  for (const [label, [p50, p99, processor]] of least) {
    console.log(`${label.padEnd(34)} p50 ${p50.toFixed(1)} ms  p99 ${p99.toFixed(1)} ms`);
    console.log(`${' '.repeat(34)} ${processor.toFixed(2)} ms of processor time each`);
  }
  const [kept] = await service.server.plane.store.sql.query(
    'select avg(octet_length(sealed)) as sealed, avg(pg_column_size(e.*)) as row from explanation e',
  );
  console.log(
    `kept: ${Number(kept.sealed).toFixed(0)} bytes sealed, ${Number(kept.row).toFixed(0)} a row; goal ${8 * features + 200}`,
  );
} finally {
  await service.close();
}

const bytes = new TextEncoder().encode(model);
const explain = { background: digestOf(background) };
const basis = await openBasis(
  { version: digestOf(model), explain },
  { model: bytes, reasons: null, constraints: null },
  recordsTable('people', rows),
);
const inputs = Array.from({ length: decisions }, () => JSON.stringify(person()));
for (const together of [1, 32, 64]) {
  const before = process.cpuUsage();
  for (let at = 0; at < inputs.length; at += together) {
    const decisions = inputs.slice(at, at + together).map((one) => ({ name: 'one', inputs: one, decided: null }));
    await makeExplanations(basis, { version: '', decisions });
  }
  const each = cpuMs(before) / inputs.length;
  console.log(`explained ${together} at once, without service: ${each.toFixed(3)} ms of processor time each`);
}
