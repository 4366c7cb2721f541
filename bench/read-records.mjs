// Microseconds of processor time to read and check a record, by kind of record and by build: bytes to columns, in this process, no database.
//   node bench/read-records.mjs [rounds=20] [dist,other-dist=dist] [mixes=plain,uuid,text,exponents,mixed] [outcomes=binary | amount,ordered,stages]
// Builds and mixes take turns, and the least and the middle of all rounds are printed, so that other work on the machine counts little.
import { randomUUID } from 'node:crypto';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { fieldsOf, MIXES, mixesOf } from './ingest-mixes.mjs';

const rounds = Number(process.argv[2] ?? 20);
const dists = (process.argv[3] ?? 'dist').split(',');
const mixes = mixesOf(process.argv[4] ?? MIXES.join(','));
const OUTCOMES = {
  binary: { declared: undefined, of: (i) => ({ outcome: i & 1 }) },
  amount: {
    declared: { type: 'amount', unit: 'USD', decimals: 2, none: true },
    of: (i) => ({ outcome: ((i * 7919) % 1e7) / 100 }),
  },
  ordered: {
    declared: { type: 'ordered', levels: ['E', 'D', 'C', 'B', 'A'], none: false },
    of: (i) => ({ outcome: 'EDCBA'[i % 5] }),
  },
  stages: {
    declared: { type: 'stages', stages: ['screen', 'interview', 'offer'], none: false },
    of: (i) => ({ outcome: i & 1, stage: ['screen', 'interview', 'offer'][i % 3], case: `vacancy-${i % 50}` }),
  },
};
const outcomes = (process.argv[5] ?? 'binary').split(',');
const wrong = outcomes.find((name) => !Object.hasOwn(OUTCOMES, name));
if (wrong !== undefined) throw new Error(`no outcome "${wrong}": one of ${Object.keys(OUTCOMES).join(', ')}`);
const RECORDS = 500;
const BODIES_A_ROUND = 40;

const readerOf = async (dist) => {
  const load = (path) => import(pathToFileURL(join(resolve(dist), 'domain/records', path)).href);
  const { PlainRecordReader } = await load('plain-record.js');
  const { ObjectReader } = await load('read-object.js');
  const { readDecision } = await load('decision-record.js');
  const { recordRanges } = await load('ranges.js');
  const { writtenNumber } = await load('written-number.js');
  return (bytes, nowMs, declared) => {
    const plain = new PlainRecordReader(bytes, nowMs, () => declared);
    const full = new ObjectReader(bytes);
    let nFull = 0;
    for (const range of recordRanges(bytes, 'ndjson')) {
      if (plain.read(range)) continue;
      const written = (field) => writtenNumber(bytes, range, field);
      readDecision(full.read(range), nowMs, () => ({ declared, written }));
      nFull++;
    }
    return nFull;
  };
};

const bodyOf = (mix, outcome) =>
  Buffer.from(
    Array.from({ length: RECORDS }, (_, i) =>
      JSON.stringify({
        id: randomUUID(),
        deployment: 'compas/prod',
        decidedAt: new Date(Date.now() - i * 1000).toISOString(),
        ...fieldsOf(mix, i),
        ...OUTCOMES[outcome].of(i),
        route: 'automatic',
        jurisdiction: 'US-FL',
      }),
    ).join('\n'),
  );

const kinds = mixes.flatMap((mix) => outcomes.map((outcome) => ({ mix, outcome })));
const bodies = new Map(
  kinds.map(({ mix, outcome }) => [`${mix} ${outcome}`, Array.from({ length: 4 }, () => bodyOf(mix, outcome))]),
);
const runs = [];
for (const dist of dists)
  for (const kind of kinds) runs.push({ dist, ...kind, read: await readerOf(dist), times: [], nFull: 0 });
for (let round = 0; round < rounds; round++) {
  // Forwards and backwards in turn: whoever comes second finds warmer or hotter a processor.
  for (const run of round % 2 ? runs.toReversed() : runs) {
    const nowMs = Date.now();
    const cpu = process.cpuUsage();
    run.nFull = 0;
    for (let i = 0; i < BODIES_A_ROUND; i++) {
      const body = bodies.get(`${run.mix} ${run.outcome}`)[i % 4];
      run.nFull += run.read(body, nowMs, OUTCOMES[run.outcome].declared);
    }
    const { user, system } = process.cpuUsage(cpu);
    run.times.push((user + system) / (BODIES_A_ROUND * RECORDS));
  }
}
for (const { dist, mix, outcome, times, nFull } of runs) {
  // The first rounds compile.
  const sorted = times.slice(Math.min(3, rounds - 1)).sort((a, b) => a - b);
  console.log(
    `${dist}, ${mix}, ${outcome}: ${sorted[0].toFixed(3)} us a record at least, ${sorted[sorted.length >> 1].toFixed(3)} in the middle; ` +
      `${((100 * nFull) / (BODIES_A_ROUND * RECORDS)).toFixed(0)} % by the full reader`,
  );
}
