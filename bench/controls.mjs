// How long holding the records of a system against every control takes: 1,000 systems of different places and answers, all dated packs, one after
// the other; and what becomes open within a year. Pure: records are made here, reading them is not timed.
//   npm run build && node bench/controls.mjs [--systems 1000] [--controls 50]
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { DATED_PACKS, evaluate, QUESTIONS, RECORD_KINDS, rollUp, tasksOf } from '../dist/domain/controls/index.js';

const { values } = parseArgs({
  options: { systems: { type: 'string', default: '1000' }, controls: { type: 'string', default: '50' } },
});
const nSystems = Number(values.systems);
const DAY_MS = 86_400_000;
const nowMs = Date.parse('2028-01-01T00:00:00Z');
const digest = (n) => `sha256:${String(n).padStart(64, '0')}`;
const PLACES = [['EU'], ['US-CO', 'US-CA'], ['GB'], ['US'], ['DE', 'US-NY']];
const DOMAINS = ['credit', 'employment', 'housing', 'health', 'other'];

/** A system with what a busy one has: five deployments of 50 audits each, 200 accounts, 500 entries, 200 records. */
function factsOf(n) {
  const deployments = Array.from({ length: 5 }, (_, i) => ({
    ...{
      id: `m${n}/${i}`,
      version: digest(i),
      servesSinceMs: nowMs - 365 * DAY_MS,
      policy: digest(n),
      watched: { policy: digest(n), sinceMs: nowMs - DAY_MS },
    },
    audits: Array.from({ length: 50 }, (_, j) => ({
      ...{ id: `a${j}`, madeAtMs: nowMs - (j + n) * DAY_MS, untilMs: nowMs - (j + n) * DAY_MS },
      ...{ verdict: 'pass', policy: digest(n), digest: digest(j) },
    })),
    ...{ kept: { keep: '3 years', class: 'c' }, explains: { reasons: true, changes: n % 2 === 0, adverse: true } },
  }));
  return {
    system: {
      ...{ id: `s${n}`, purpose: 'p', domain: DOMAINS[n % 5], jurisdictions: PLACES[n % 5], owner: 'account 0' },
    },
    deployments,
    accounts: Array.from({ length: 200 }, (_, i) => ({
      ...{ id: `${i}`, name: `account ${i}`, active: true, trainedAtMs: nowMs - i * DAY_MS },
      roles: [['owner'], ['developer'], ['validator'], ['reviewer'], ['stop-authority']][i % 5],
    })),
    answers: Object.fromEntries(QUESTIONS.questions.map(({ id }, i) => [id, (i + n) % 3 === 0])),
    plan: { status: 'ready', gaps: [], revision: 1, digest: digest(n), atMs: nowMs - DAY_MS },
    lastDrillMs: nowMs - DAY_MS,
    clocks: [],
    ledger: { size: 1e6, root: '', fault: null, cosigned: 1e6 },
    entries: Array.from({ length: 500 }, (_, i) => ({
      ...{ type: 'decision.noticed', about: `m${n}/${i % 5}`, n: 1, index: i, ref: `${i}`, atMs: nowMs - DAY_MS },
    })),
    records: Array.from({ length: 200 }, (_, i) => ({
      ...{ kind: RECORD_KINDS[i % RECORD_KINDS.length], id: `${i}`, digest: digest(i), atMs: nowMs - i, by: 'a' },
    })),
    statements: [],
  };
}

const quantile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];

function timed(name, each) {
  const took = [];
  for (let n = 0; n < nSystems; n++) {
    const facts = factsOf(n);
    const from = performance.now();
    const before = process.cpuUsage();
    each(facts);
    const { user, system } = process.cpuUsage(before);
    took.push({ wall: performance.now() - from, processor: (user + system) / 1000 });
  }
  for (const kind of ['processor', 'wall']) {
    const sorted = took.map((one) => one[kind]).sort((a, b) => a - b);
    const [median, p99, most] = [quantile(sorted, 0.5), quantile(sorted, 0.99), sorted.at(-1)];
    const told = [median, p99, most].map((ms) => ms.toFixed(3));
    console.log(`${name}, ${kind} time: median ${told[0]} ms, p99 ${told[1]} ms, most ${told[2]} ms a system`);
  }
}

/** So many controls, whole packs as long as there is room. */
function packsOf(most) {
  let left = most;
  return DATED_PACKS.flatMap((pack) => {
    const controls = pack.controls.slice(0, left);
    left -= controls.length;
    return controls.length === 0 ? [] : [{ ...pack, controls }];
  });
}

const all = DATED_PACKS.reduce((sum, { controls }) => sum + controls.length, 0);
for (const most of [Number(values.controls), all]) {
  const packs = packsOf(most);
  const look = (facts) => rollUp(packs, evaluate({ facts, packs, atMs: nowMs }));
  for (let n = 0; n < 50; n++) look(factsOf(n));
  timed(`${nSystems} systems x ${most} controls`, look);
  timed(`${nSystems} systems x ${most} controls, what becomes open in a year`, (facts) =>
    tasksOf({ facts, packs, nowMs, days: 365 }),
  );
}
process.exitCode = 0;
