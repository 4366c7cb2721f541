// What the erasure of one person costs among so many decisions of others: a service with its own PostgreSQL that is sent decisions, with a case and a file
// about each of those of the people who are erased. Once among few and once among many: processor time of both programs, rows that PostgreSQL touched, and
// how long until nothing about the person is left. Then the daily walks that look for what an erasure may have missed. Build first.
//   node bench/erasure.mjs [--few 10000] [--many 1000000] [--people 20] [--held 1000]
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { applyDocument } from '../dist/apps/server/documents/apply-document.js';
import { startServer } from '../dist/apps/server/index.js';

const { values } = parseArgs({
  options: {
    few: { type: 'string', default: '10000' },
    many: { type: 'string', default: '1000000' },
    people: { type: 'string', default: '20' },
    held: { type: 'string', default: '1000' },
  },
});
const [few, many, people, held] = [values.few, values.many, values.people, values.held].map(Number);
const DEPLOYMENT = 'bench/prod';
const VERSION = `sha256:${'1'.repeat(64)}`;
const HOUR_MS = 3_600_000;
/** Decisions of one request, which the service keeps as one batch. */
const SENT_AT_ONCE = 1000;
/** Decisions of each person who is erased, each in a request of its own. */
const DECISIONS_EACH = 3;
/** Clock ticks of Linux in a second, as /proc counts processor time. */
const TICKS = 100;
/** After this time the counters of PostgreSQL have what was done before, ms. */
const COUNTED_AFTER_MS = 1500;

const folder = mkdtempSync(join(tmpdir(), 'tribune-bench-'));
const server = await startServer({
  ...{ dataDir: join(folder, 'data'), host: '127.0.0.1', port: 0, version: 'bench' },
  log: { level: 'error', write: (line) => process.stderr.write(line) },
});
const { deps, store } = server.plane;
const { oversight, evidence } = deps.rooms.find(({ name }) => name === 'oversight').deps;
let sent = 0;
try {
  await applyDocument(
    {
      systems: [
        {
          id: 'bench',
          purpose: 'credit',
          domain: 'credit',
          favourableOutcome: 1,
          owner: 'otto',
          jurisdictions: ['DE'],
        },
      ],
      models: [{ id: 'bench', system: 'bench' }],
      versions: [{ model: 'bench', digest: VERSION }],
      deployments: [{ id: DEPLOYMENT, version: VERSION, cutoff: 0.5 }],
    },
    'bench',
    deps,
  );
  const { key } = await deps.identity.keys.issue({ name: 'bench', scopes: ['decisions:write'], createdBy: 'bench' });
  for (const n of [few, many]) {
    const subjects = await amongOthers(n, key);
    await settled();
    console.log(JSON.stringify({ decisions: sent, ...(await erasedEach(subjects)) }));
  }
  await walks(key);
} finally {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
}

/** Sends decisions until there are so many, those of the people who will be erased spread among them; gives those people. */
async function amongOthers(n, key) {
  const subjects = Array.from({ length: people }, (_, i) => `erased-${n}-${i}`);
  const mine = subjects.flatMap((subject) =>
    Array.from({ length: DECISIONS_EACH }, () => ({ subject, id: crypto.randomUUID() })),
  );
  const every = Math.max(1, Math.floor((n - sent) / (mine.length + 1)));
  for (const one of mine) {
    await send(every - 1, key);
    await send(1, key, one);
  }
  await send(n - sent, key);
  for (const { id } of mine) await somethingAbout(id);
  return subjects;
}

async function send(n, key, one) {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/x-ndjson' };
  const decidedAt = new Date(Date.now() - HOUR_MS).toISOString();
  for (let left = n; left > 0; ) {
    const lines = Array.from({ length: Math.min(left, SENT_AT_ONCE) }, () => {
      const i = sent++;
      return JSON.stringify({
        ...{ id: crypto.randomUUID(), subject: `person-${i}`, ...one },
        ...{ deployment: DEPLOYMENT, decidedAt, route: 'automatic' },
        ...{ inputs: { income: 20_000 + (i % 50_000), children: i % 4 }, score: 0.3, outcome: 0 },
      });
    });
    const answer = await fetch(`${server.url}/v1/decisions`, { method: 'POST', headers, body: lines.join('\n') });
    if (!answer.ok) throw new Error(await answer.text());
    left -= lines.length;
  }
}

/** A file that the person hands in, and a case. */
async function somethingAbout(decision) {
  await withFile(decision);
  await oversight.open({ decision, queue: 'quality', isHighImpact: false }, 'key:bench');
}

function withFile(decision) {
  const bytes = new TextEncoder().encode('I earn more than is recorded.');
  return evidence.add({ id: crypto.randomUUID(), decision }, { name: 'letter.txt', bytes });
}

/** What is derived from decisions follows them; what that costs is not the cost of an erasure. Followers that rest by their own pace are not waited for. */
async function settled() {
  for (;;) {
    const behind = deps.followers().filter(({ waitedMs }) => waitedMs !== 0);
    if (behind.length === 0) return;
    await new Promise((done) => setTimeout(done, 200));
  }
}

async function erasedEach(subjects) {
  await new Promise((done) => setTimeout(done, COUNTED_AFTER_MS));
  const before = { ...processorMs(), rows: await rows() };
  const fromMs = performance.now();
  for (const subject of subjects) await deps.subjects.erase(subject, { basis: 'asked for', requestedBy: 'bench' });
  const answeredMs = performance.now() - fromMs;
  await settled();
  const left = await store.sql.query('select count(*)::integer as n from erased_decision');
  await new Promise((done) => setTimeout(done, COUNTED_AFTER_MS));
  const after = { ...processorMs(), rows: await rows() };
  const each = (x) => Number((x / subjects.length).toFixed(2));
  return {
    erased: subjects.length,
    left: left[0].n,
    answeredMs: each(answeredMs),
    processorMs: { node: each(after.node - before.node), postgres: each(after.postgres - before.postgres) },
    rows: Object.fromEntries(Object.keys(after.rows).map((name) => [name, each(after.rows[name] - before.rows[name])])),
  };
}

/** Rows that were read by statements, and written, in all tables so far. */
async function rows() {
  const [found] = await store.sql.query(
    `select sum(seq_tup_read)::float8 as scanned, sum(idx_tup_fetch)::float8 as fetched, sum(n_tup_ins + n_tup_upd + n_tup_del)::float8 as written
     from pg_stat_user_tables`,
  );
  return found;
}

/** The daily walk over files, of which each decision is opened. */
async function walks(key) {
  const ids = Array.from({ length: held }, () => crypto.randomUUID());
  for (const id of ids) {
    await send(1, key, { id });
    await withFile(id);
  }
  await settled();
  const before = processorMs();
  deps.runJob('erased-evidence');
  while (deps.jobs().some(({ name, isRunning }) => name === 'erased-evidence' && isRunning))
    await new Promise((done) => setTimeout(done, 50));
  const after = processorMs();
  const [{ walked }] = await store.sql.query('select count(distinct decision)::integer as walked from evidence_file');
  const each = (x) => Number((x / walked).toFixed(2));
  console.log(
    JSON.stringify({
      walk: 'erased-evidence',
      ...{ decisions: sent, walked },
      processorMs: { node: each(after.node - before.node), postgres: each(after.postgres - before.postgres) },
    }),
  );
}

/** Processor time so far of this process, and of PostgreSQL where /proc tells it, ms. */
function processorMs() {
  const { user, system } = process.cpuUsage();
  return { node: (user + system) / 1000, postgres: childrenMs(store.databasePid()) };
}

function childrenMs(parent) {
  if (!existsSync('/proc/self/stat')) return Number.NaN;
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const ended = statOf(parent)?.endedMs ?? 0;
  return all.map(statOf).reduce((sum, one) => sum + (one?.parent === parent ? one.ms : 0), ended);
}

function statOf(pid) {
  try {
    // The name of the program stands in brackets and may hold blanks; what is counted from there on is not.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ');
    const msOf = (at) => ((Number(fields[at]) + Number(fields[at + 1])) * 1000) / TICKS;
    // Children that have ended are counted with their parent.
    return { parent: Number(fields[1]), ms: msOf(11), endedMs: msOf(13) };
  } catch {
    return undefined;
  }
}
