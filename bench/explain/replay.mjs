// Replay of many recorded decisions: how many come out the same to the bit, and how long one takes.
//   node bench/explain/replay.mjs [--decisions 100000] [--sample 100000] [--trees 200] [--depth 6] [--features 30] [--dist dist]
// Scores are computed here by the library, sent as JSON, sealed, and run again by the bytes that the service holds. One in 1,000 is sent with
// a score that is off by one unit in the last place: it has to be found, and nothing else.
import { resolve } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { cpuMs, decision, lines, population, startService } from './service.mjs';

const { values } = parseArgs({
  options: {
    decisions: { type: 'string', default: '100000' },
    sample: { type: 'string', default: '100000' },
    trees: { type: 'string', default: '200' },
    depth: { type: 'string', default: '6' },
    features: { type: 'string', default: '30' },
    dist: { type: 'string', default: 'dist' },
  },
});
const [decisions, sample, trees, depth, features] = ['decisions', 'sample', 'trees', 'depth', 'features'].map((name) =>
  Number(values[name]),
);
const BATCH = 1000;
const OFF_EVERY = 1000;
const { readModel } = await import(pathToFileURL(resolve(values.dist, 'core/models/index.js')).href);

/** The next double. */
function next(x) {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  view.setBigInt64(0, view.getBigInt64(0) + 1n);
  return view.getFloat64(0);
}

const { person, model, background } = population({ trees, depth, features, people: 10 });
const read = readModel(new TextEncoder().encode(model), { name: 'model' });
const service = await startService({ dist: values.dist, model, background });
try {
  const writer = await service.key('decisions:write');
  let off = 0;
  const start = Date.now();
  for (let sent = 0; sent < decisions; sent += BATCH) {
    const records = Array.from({ length: Math.min(BATCH, decisions - sent) }, (_, i) => {
      const inputs = person();
      const row = { data: Float64Array.from(Object.values(inputs)), rows: 1, columns: features };
      const exact = read.predictLinked(row)[0];
      const isOff = (sent + i) % OFF_EVERY === OFF_EVERY - 1;
      if (isOff) off++;
      return decision({ inputs, score: isOff ? next(exact) : exact, outcome: exact >= 0.5 ? 1 : 0 });
    });
    const { status, body } = await service.call('/v1/decisions', {
      ...{ key: writer, body: lines(records), type: 'application/x-ndjson' },
    });
    if (status !== 200 || body.accepted !== records.length) throw new Error(JSON.stringify(body));
  }
  console.log(
    `${decisions} decisions sent in ${((Date.now() - start) / 1000).toFixed(1)} s, ${off} of them off by one unit in the last place`,
  );
  const reader = await service.key('decisions:read');
  const before = process.cpuUsage();
  const from = Date.now();
  const all = { same: 0, other: 0, gone: 0, damaged: 0, notRun: 0 };
  let wanted = { sample };
  for (let first = 0; first !== null; ) {
    const { status, body } = await service.call('/v1/replays', {
      key: reader,
      body: JSON.stringify({ ...wanted, first }),
    });
    if (status !== 200) throw new Error(JSON.stringify(body));
    for (const name of ['same', 'other', 'gone', 'damaged']) all[name] += body[name];
    all.notRun += Object.values(body.notRun).reduce((sum, n) => sum + n, 0);
    wanted = { sample, from: body.from, to: body.to };
    first = body.next;
  }
  const n = Object.values(all).reduce((sum, one) => sum + one, 0);
  const seconds = (Date.now() - from) / 1000;
  console.log(`${n} run again by ${trees} trees of depth ${depth} on ${features} inputs: ${JSON.stringify(all)}`);
  console.log(
    `${seconds.toFixed(1)} s, ${(cpuMs(before) / n).toFixed(3)} ms of processor time each (the whole process but PostgreSQL), ${(n / seconds).toFixed(0)} a second`,
  );
  if (sample >= decisions && (all.same !== decisions - off || all.other !== off))
    throw new Error('others than those sent came out otherwise');
} finally {
  await service.close();
}
