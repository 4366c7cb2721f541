// Microseconds of processor time to read and check a record, by kind of record and by build: bytes to columns, in this process, no database.
//   node bench/read-records.mjs [rounds=20] [dist,other-dist=dist] [mixes=plain,uuid,text,exponents,mixed]
// Builds and mixes take turns, and the least and the middle of all rounds are printed, so that other work on the machine counts little.
import { randomUUID } from 'node:crypto';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { fieldsOf, MIXES, mixesOf } from './ingest-mixes.mjs';

const rounds = Number(process.argv[2] ?? 20);
const dists = (process.argv[3] ?? 'dist').split(',');
const mixes = mixesOf(process.argv[4] ?? MIXES.join(','));
const RECORDS = 500;
const BODIES_A_ROUND = 40;

const readerOf = async (dist) => {
  const load = (path) => import(pathToFileURL(join(resolve(dist), 'domain/records', path)).href);
  const { PlainRecordReader } = await load('plain-record.js');
  const { ObjectReader } = await load('read-object.js');
  const { readDecision } = await load('decision-record.js');
  const { recordRanges } = await load('ranges.js');
  return (bytes, nowMs) => {
    const plain = new PlainRecordReader(bytes, nowMs);
    const full = new ObjectReader(bytes);
    let nFull = 0;
    for (const range of recordRanges(bytes, 'ndjson')) {
      if (plain.read(range)) continue;
      readDecision(full.read(range), nowMs);
      nFull++;
    }
    return nFull;
  };
};

const bodyOf = (mix) =>
  Buffer.from(
    Array.from({ length: RECORDS }, (_, i) =>
      JSON.stringify({
        id: randomUUID(),
        deployment: 'compas/prod',
        decidedAt: new Date(Date.now() - i * 1000).toISOString(),
        ...fieldsOf(mix, i),
        outcome: i & 1,
        route: 'automatic',
        jurisdiction: 'US-FL',
      }),
    ).join('\n'),
  );

const bodies = new Map(mixes.map((mix) => [mix, Array.from({ length: 4 }, () => bodyOf(mix))]));
const runs = [];
for (const dist of dists)
  for (const mix of mixes) runs.push({ dist, mix, read: await readerOf(dist), times: [], nFull: 0 });
for (let round = 0; round < rounds; round++) {
  // Forwards and backwards in turn: whoever comes second finds warmer or hotter a processor.
  for (const run of round % 2 ? runs.toReversed() : runs) {
    const nowMs = Date.now();
    const cpu = process.cpuUsage();
    run.nFull = 0;
    for (let i = 0; i < BODIES_A_ROUND; i++) run.nFull += run.read(bodies.get(run.mix)[i % 4], nowMs);
    const { user, system } = process.cpuUsage(cpu);
    run.times.push((user + system) / (BODIES_A_ROUND * RECORDS));
  }
}
for (const { dist, mix, times, nFull } of runs) {
  // The first rounds compile.
  const sorted = times.slice(Math.min(3, rounds - 1)).sort((a, b) => a - b);
  console.log(
    `${dist}, ${mix}: ${sorted[0].toFixed(3)} us a record at least, ${sorted[sorted.length >> 1].toFixed(3)} in the middle; ` +
      `${((100 * nFull) / (BODIES_A_ROUND * RECORDS)).toFixed(0)} % by the full reader`,
  );
}
