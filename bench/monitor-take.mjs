// Microseconds of processor time in which the follower of the live monitor takes a decision that was committed a moment ago, and in which its bytes are kept for followers: 50 groups, three
// requirements, blocks of a minute, in this process, with a store that keeps nothing. Several builds are best run in turns.
//   node bench/monitor-take.mjs [rounds=40] [dist=dist]
import { randomBytes, randomUUID } from 'node:crypto';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { FRESH, fieldsOf, WATCHED_DEPLOYMENT, WATCHED_POLICY } from './ingest-mixes.mjs';

const rounds = Number(process.argv[2] ?? 40);
const dist = resolve(process.argv[3] ?? 'dist');
const load = (path) => import(pathToFileURL(join(dist, path)).href);
const { PlainRecordReader } = await load('domain/records/plain-record.js');
const { recordRanges } = await load('domain/records/ranges.js');
const { RecordsBuilder } = await load('domain/log/seal/records.js');
const { FreshBatch } = await load('domain/log/seal/fresh-batch.js');
const { MonitorFollower } = await load('domain/live-monitor/following/monitor-follower.js');
const { readWatched } = await load('domain/live-monitor/watches/watched-policy.js');

const RECORDS = 1000;
const BATCHES = 32;
/** Batches of a stretch, each of which is a transaction. */
const STRETCH = 8;
/** Rounds in which programs are compiled. */
const WARM_UP = 4;
const TIMES = { latenessMs: 300_000, idleMs: 60_000, skewMs: 60_000 };
const CONTEXT = `"deployment":"${WATCHED_DEPLOYMENT}","version":{"digest":"sha256:${'1'.repeat(64)}","from":"deployment"},"cutoff":{"value":0.5}`;

function requestOf(nowMs) {
  const line = (i) =>
    JSON.stringify({
      id: randomUUID(),
      deployment: WATCHED_DEPLOYMENT,
      decidedAt: new Date(nowMs - 37 * (i % 100)).toISOString(),
      ...fieldsOf('watched', i),
      subject: `${FRESH}${String(Math.floor(Math.random() * 1e7)).padStart(7, '0')}`,
      outcome: i % 2,
      route: 'automatic',
      jurisdiction: 'US-FL',
    });
  const bytes = Buffer.from(Array.from({ length: RECORDS }, (_, i) => `${line(i)}\n`).join(''));
  const builder = new RecordsBuilder('decision', bytes, RECORDS);
  const plain = new PlainRecordReader(bytes, nowMs);
  for (const range of recordRanges(bytes, 'ndjson')) {
    if (!plain.read(range)) throw new Error('a record of the bench is not plain');
    builder.ids.set(plain.id, builder.nextId);
    builder.add({ line: 1, start: range.start, end: range.end }, plain.attributesStart, plain.attributesEnd);
    builder.setMarks(plain.members);
    builder.setContext(CONTEXT);
    builder.setSubjectBytes(plain.subjectStart, plain.subjectEnd);
  }
  return { records: builder.finish(), nowMs };
}

/** Microseconds of processor time of this process for a decision of a round. */
async function usOf(work) {
  const start = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / (RECORDS * BATCHES);
}

let epoch = {
  ...{ deployment: WATCHED_DEPLOYMENT, epoch: 1, policyDigest: 'bench', by: 'bench', fromSeq: 0, beganAtMs: 0 },
  ...{ endSeq: null, endedAtMs: null, watermarkMs: null, latestMs: null, receivedMs: null },
  ...{ counts: {}, plan: null, reason: null, lately: null },
};
let nextSeq = 0;
const policy = readWatched(WATCHED_POLICY, 1);
const store = {
  openEpochs: async () => [epoch],
  evaluated: async () => null,
  saveEpochs: async (epochs) => {
    epoch = epochs.at(-1);
  },
  panes: async () => [],
  savePanes: async () => undefined,
  unripe: async () => [],
  ripen: async () => undefined,
};
const follower = new MonitorFollower({
  ...{ store, times: TIMES, random: { randomBytes }, onStored: () => undefined, nextSeq: async () => nextSeq },
  onRefused: (_, why) => {
    throw why;
  },
  policies: { find: async () => policy, forgetDecisions: () => undefined },
  history: { opened: async () => [] },
  transactions: { run: (work) => work({ stores: { monitor: store } }) },
}).follower();

const [kept, taken] = [[], []];
for (let round = 0; round < rounds + WARM_UP; round++) {
  const requests = Array.from({ length: BATCHES }, () => requestOf(Date.now()));
  let batches = [];
  const ofKeeping = await usOf(() => {
    batches = requests.map(({ records, nowMs }) => {
      const seq = nextSeq++;
      const batch = {
        seq,
        kind: 'decision',
        n: RECORDS,
        firstIndex: seq * RECORDS,
        receivedAtMs: nowMs,
        attributes: {},
      };
      return new FreshBatch(batch, [{ records, from: 0, to: RECORDS }]);
    });
  });
  const ofTaking = await usOf(async () => {
    for (let at = 0; at < BATCHES; at += STRETCH) {
      const some = batches.slice(at, at + STRETCH);
      const [from, to] = [some[0].batch.seq, some.at(-1).batch.seq + 1];
      const { write, committed } = await follower.take({
        from: { seq: from, size: 0 },
        to: { seq: to, size: 0 },
        batches: some,
      });
      await write({ monitor: store });
      committed();
    }
  });
  if (round < WARM_UP) continue;
  kept.push(ofKeeping);
  taken.push(ofTaking);
}
const shown = (times) => {
  const sorted = times.toSorted((a, b) => a - b);
  return `least ${sorted[0].toFixed(2)}, middle ${sorted[Math.floor(sorted.length / 2)].toFixed(2)}`;
};
console.log(`taking a decision: ${shown(taken)} microseconds; keeping its bytes for followers: ${shown(kept)}`);
console.log(`counted as ${JSON.stringify(epoch.counts)}`);
