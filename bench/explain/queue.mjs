// The queue of adverse explanations: how many a second of processor time, and what it costs ingest.
//   node bench/explain/queue.mjs [--decisions 20000] [--adverse 0.3] [--trees 200] [--depth 6] [--features 30] [--people 1000] [--turns 3] [--dist dist]
// The same decisions are sent in turns without and with `explain: { adverse: {} }`; the rate of ingest is that of the time in which they are
// taken, while the queue works beside it. Then the queue is let run empty, and its own rate is that of what was left. The processor time of the
// main thread alone, which takes decisions in, says what the queue takes from it whatever else runs on the machine (Linux).
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { cpuMs, decision, lines, population, startService } from './service.mjs';

const { values } = parseArgs({
  options: {
    decisions: { type: 'string', default: '20000' },
    adverse: { type: 'string', default: '0.3' },
    trees: { type: 'string', default: '200' },
    depth: { type: 'string', default: '6' },
    features: { type: 'string', default: '30' },
    people: { type: 'string', default: '1000' },
    turns: { type: 'string', default: '3' },
    dist: { type: 'string', default: 'dist' },
  },
});
const [decisions, adverse, trees, depth, features, people, turns] = [
  ...['decisions', 'adverse', 'trees', 'depth', 'features', 'people', 'turns'],
].map((name) => Number(values[name]));
const BATCH = 500;
const SENDERS = 4;

const { person, model, background } = population({ trees, depth, features, people });
const bodies = Array.from({ length: Math.ceil(decisions / BATCH) }, () =>
  Array.from({ length: BATCH }, (_, i) => ({ inputs: person(), outcome: i < adverse * BATCH ? 0 : 1 })),
);
const service = await startService({ dist: values.dist, model, background });
/** Processor time of the main thread so far, ms: user and system in ticks of 10 ms, after the name in parentheses. */
const mainMs = () => {
  const fields = readFileSync(`/proc/self/task/${process.pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return 10 * (Number(fields[11]) + Number(fields[12]));
};
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
try {
  const writer = await service.key('decisions:write');
  const { sql } = service.server.plane.store;
  const countOf = async (table) => Number((await sql.query(`select count(*)::int as n from ${table}`))[0].n);
  const send = async () => {
    const waiting = [...bodies];
    const start = performance.now();
    const sender = async () => {
      for (let body = waiting.pop(); body !== undefined; body = waiting.pop()) {
        const records = body.map((one) => decision(one));
        const { status } = await service.call('/v1/decisions', {
          ...{ key: writer, body: lines(records), type: 'application/x-ndjson' },
        });
        if (status !== 200) throw new Error(`${status}`);
      }
    };
    await Promise.all(Array.from({ length: SENDERS }, sender));
    return (bodies.length * BATCH) / ((performance.now() - start) / 1000);
  };
  await send();
  const rates = { without: [], with: [] };
  const main = { without: 0, with: 0 };
  const timed = async (kind) => {
    const before = mainMs();
    rates[kind].push(await send());
    main[kind] += mainMs() - before;
  };
  for (let turn = 0; turn < turns; turn++) {
    await timed('without');
    await service.explainWith({ adverse: {} });
    const made = await countOf('explanation');
    await timed('with');
    const during = (await countOf('explanation')) - made;
    const [left, before, from] = [await countOf('explanation_due'), process.cpuUsage(), performance.now()];
    while ((await countOf('explanation_due')) > 0) await pause(50);
    const seconds = (performance.now() - from) / 1000;
    const rest = (await countOf('explanation')) - made - during;
    console.log(
      `turn ${turn + 1}: ${during} explained while ingest went on, ${left} left; then ${(rest / seconds).toFixed(0)} a second, ${(rest / (cpuMs(before) / 1000)).toFixed(0)} a second of processor time (the whole process but PostgreSQL)`,
    );
    await service.explainWith({});
  }
  const median = (all) => all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)];
  const [without, beside] = [median(rates.without), median(rates.with)];
  console.log(
    `ingest: ${without.toFixed(0)} a second without, ${beside.toFixed(0)} with the queue for ${adverse * 100} % (${(beside / without).toFixed(2)}); turns ${rates.without.map((one) => one.toFixed(0))} against ${rates.with.map((one) => one.toFixed(0))}`,
  );
  const each = (ms) => ((ms * 1000) / (turns * bodies.length * BATCH)).toFixed(1);
  console.log(`main thread: ${each(main.without)} us a decision without, ${each(main.with)} with the queue`);
  const [kept] = await sql.query('select avg(octet_length(sealed)) as sealed from explanation');
  console.log(`kept: ${Number(kept.sealed).toFixed(0)} bytes sealed each; goal ${8 * features + 200}`);
} finally {
  await service.close();
}
