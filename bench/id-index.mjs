// What the index of the window costs: time of `add` and `candidates`, memory an id, look-ups into files, longest pause.
// Ids arrive in batches of 500 as at 80,000 a second; the clock of the run is made, so that minutes take seconds.
// node bench/id-index.mjs [minutes=5]     needs a built dist/; TRIBUNE_DIST names another
import { randomFillSync } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { pathToFileURL } from 'node:url';

const minutes = Number(process.argv[2] ?? 5);
const dist = resolve(process.env.TRIBUNE_DIST ?? 'dist');
const load = (path) => import(pathToFileURL(join(dist, path)).href);
const { IdIndex } = await load('domain/recent-ids/id-index.js');
const { FileIdSpill } = await load('adapters/data-folder/id-spill.js');

const RATE = 80_000;
const BATCH = 500;
const BATCH_MS = (1000 * BATCH) / RATE;
const BATCHES_A_SECOND = RATE / BATCH;
const STARTED = Date.now();
const ids = Buffer.alloc(BATCH * 16);

/** Fills `ids`: random, of version 7 with a time or of version 4. */
function makeIds(version, timeMs) {
  randomFillSync(ids);
  for (let at = 0; at < ids.length; at += 16) {
    if (version === 7) ids.writeUIntBE(Math.floor(timeMs), at, 6);
    ids[at + 6] = (version << 4) | (ids[at + 6] & 15);
    ids[at + 8] = 0x80 | (ids[at + 8] & 63);
  }
}

const memory = () => {
  globalThis.gc?.();
  const { rss, arrayBuffers } = process.memoryUsage();
  return { rss: rss / 1e6, arrays: arrayBuffers / 1e6 };
};

const turn = () => new Promise((done) => setImmediate(done));

/** Median and tenth part of the times of batches, per id: what else runs on the machine does not move them as it does a mean. */
function show(label, batches) {
  const sorted = Float64Array.from(batches).sort();
  const at = (part) => Math.round((sorted[Math.floor(part * sorted.length)] * 1e6) / BATCH);
  console.log(`  ${label.padEnd(44)} ${at(0.5)} ns (fastest tenth ${at(0.1)})`);
}

/** Look-ups of a batch each; the time of making ids does not count. */
function lookUps(index, batches, make) {
  const times = [];
  let hits = 0;
  for (let i = 0; i < batches; i++) {
    make(i);
    const start = performance.now();
    for (let at = 0; at < ids.length; at += 16) hits += index.candidates(ids, at).length;
    times.push(performance.now() - start);
  }
  return { times, hits };
}

async function run(version) {
  const folder = mkdtempSync(join(tmpdir(), 'tribune-ids-'));
  const problems = [];
  const spill = new FileIdSpill(join(folder, 'recent-ids'));
  const index = new IdIndex(0x5eed1234, { spill, clock: { turn }, onProblem: (cause) => problems.push(cause) });
  const before = memory();
  const adding = [];
  const asking = [];
  let [longest, hits] = [0, 0];
  console.log(`version ${version}, ${minutes} minutes at ${RATE.toLocaleString('en')} ids a second`);
  let turned = performance.now();
  for (let i = 0; i < minutes * 60 * BATCHES_A_SECOND; i++) {
    const nowMs = STARTED + i * BATCH_MS;
    makeIds(version, nowMs - 50);
    const start = performance.now();
    for (let at = 0; at < ids.length; at += 16) hits += index.candidates(ids, at).length;
    const middle = performance.now();
    index.add(ids, i, nowMs);
    adding.push(performance.now() - middle);
    asking.push(middle - start);
    await turn();
    longest = Math.max(longest, performance.now() - turned);
    turned = performance.now();
    if (i % (60 * BATCHES_A_SECOND) === 60 * BATCHES_A_SECOND - 1) {
      const { rss, arrays } = memory();
      console.log(
        `  minute ${(i + 1) / 60 / BATCHES_A_SECOND}: RSS ${rss.toFixed(0)} MB, tables ${(arrays - before.arrays).toFixed(0)} MB`,
      );
    }
  }
  await index.settled();
  const n = minutes * 60 * RATE;
  const nowMs = STARTED + minutes * 60_000;
  show('candidates of a fresh id', asking);
  show('add', adding);
  console.log(`  longest turn of the event loop ${longest.toFixed(1)} ms (a batch is made, asked for and added in it)`);
  console.log(
    `  ids ${index.size}, memory ${(((memory().arrays - before.arrays) * 1e6) / n).toFixed(2)} bytes an id, false hits ${hits}`,
  );
  if (version === 7) {
    const late = lookUps(index, 400, (i) => makeIds(7, STARTED + (i * (minutes - 2) * 60_000) / 400));
    show(`candidates of a late id (file), hits ${late.hits}`, late.times);
    const fresh = lookUps(index, 400, () => makeIds(7, nowMs - 1000));
    show(`candidates of a fresh id again, hits ${fresh.hits}`, fresh.times);
  }
  const files = readdirSync(join(folder, 'recent-ids')).map((name) => statSync(join(folder, 'recent-ids', name)).size);
  console.log(`  ${files.length} files, ${(files.reduce((a, b) => a + b, 0) / 1e6).toFixed(0)} MB`);
  const start = performance.now();
  index.dropBefore(nowMs + 1);
  console.log(
    `  drop of all ${(performance.now() - start).toFixed(1)} ms, ${index.size} ids left, ${problems.length} problems`,
  );
  spill.close();
  rmSync(folder, { recursive: true, force: true });
}

for (const version of [7, 4]) await run(version);
