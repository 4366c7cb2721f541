// How long a reviewer waits for the next case: a service with its own PostgreSQL, many open cases, and reviewers who claim, commit a view and
// answer. First one claim after the other, with the processor time of both programs; then all reviewers at once, each with a pause of 0 to
// --pause seconds after an answer. What is timed is the claim. Build first.
//   node bench/claims.mjs [--cases 100000] [--readers 50] [--rounds 20] [--pause 3] [--explain]
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { oversightTables } from '../dist/adapters/postgres/oversight/index.js';
import { nodeRuntime } from '../dist/adapters/runtime/index.js';
import { applyDocument } from '../dist/apps/server/documents/apply-document.js';
import { startServer } from '../dist/apps/server/index.js';
import { QUEUES } from '../dist/core/oversight/index.js';
import { clocksFrom } from '../dist/domain/oversight/law/index.js';
import { sealContents } from '../dist/domain/oversight/sealing/index.js';

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '100000' },
    readers: { type: 'string', default: '50' },
    rounds: { type: 'string', default: '20' },
    pause: { type: 'string', default: '3' },
    explain: { type: 'boolean', default: false },
  },
});
const [cases, readers, rounds, pauseS] = [values.cases, values.readers, values.rounds, values.pause].map(Number);
const DEPLOYMENT = 'bench/prod';
const VERSION = `sha256:${'1'.repeat(64)}`;
const [HOUR_MS, MINUTE_MS] = [3_600_000, 60_000];
/** Most cases that one reader has at once. */
const HELD = 3;
/** Decisions of one request, which the service keeps as one batch. */
const SENT_AT_ONCE = 1000;
/** Clock ticks of Linux in a second, as /proc counts processor time. */
const TICKS = 100;

const folder = mkdtempSync(join(tmpdir(), 'tribune-bench-'));
const server = await startServer({
  ...{ dataDir: join(folder, 'data'), host: '127.0.0.1', port: 0, version: 'bench' },
  log: { level: 'error', write: (line) => process.stderr.write(line) },
});
const { deps, store } = server.plane;
try {
  await applyDocument(
    {
      systems: [
        {
          ...{ id: 'bench', purpose: 'credit', domain: 'credit', favourableOutcome: 1, owner: 'otto' },
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
  const people = await accounts();
  await open(await decided());
  await store.sql.query('analyze oversight_case, oversight_excluded');
  const { oversight } = deps.rooms.find(({ name }) => name === 'oversight').deps;
  console.log(JSON.stringify({ cases, readers, ...(await oneByOne(oversight, people)) }));
  console.log(JSON.stringify({ cases, readers, pauseS, ...(await together(oversight, people)) }));
  if (values.explain) await explain(people[0]);
} finally {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
}

async function accounts() {
  const made = [];
  for (let n = 0; n < readers; n++) {
    const wanted = { name: `reader-${n}`, password: `a long enough passphrase ${n}`, roles: ['reviewer'] };
    const { id, name, roles } = await deps.identity.accounts.create(wanted, 'bench');
    made.push({ id: `account:${id}`, name, roles });
  }
  return made;
}

/** Records decisions; gives their ids. Whoever has an even number of children was refused. */
async function decided() {
  const { key } = await deps.identity.keys.issue({ name: 'bench', scopes: ['decisions:write'], createdBy: 'bench' });
  const ids = Array.from({ length: cases }, () => crypto.randomUUID());
  const decidedAt = new Date(Date.now() - HOUR_MS).toISOString();
  for (let from = 0; from < cases; from += SENT_AT_ONCE) {
    const lines = ids.slice(from, from + SENT_AT_ONCE).map((id, i) =>
      JSON.stringify({
        ...{ id, deployment: DEPLOYMENT, subject: `person-${from + i}`, decidedAt, route: 'automatic' },
        ...{ inputs: { income: 20_000 + i, children: i % 4 }, score: i % 2 === 0 ? 0.3 : 0.7, outcome: i % 2 },
      }),
    );
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/x-ndjson' };
    const sent = await fetch(`${server.url}/v1/decisions`, { method: 'POST', headers, body: lines.join('\n') });
    if (!sent.ok) throw new Error(await sent.text());
  }
  return ids;
}

/** Opens a case of each decision as the service stores it, without the entries, over which no claim looks. */
async function open(ids) {
  const places = new Map(ids.map((id, i) => [id, i]));
  const nowMs = Date.now();
  for await (const batch of deps.reading.materials(ids)) {
    const opened = await Promise.all(batch.map(async (one) => ({ id: one.id, key: (await one.open()).key })));
    await store.transactions.run(async ({ stores }) => {
      for (const { id, key } of opened) await stores.cases.insert(caseOf(id, { key, i: places.get(id), nowMs }));
    });
  }
}

function caseOf(decision, { key, i, nowMs }) {
  const atMs = nowMs - (i % 1000) * MINUTE_MS;
  const record = {
    ...{ id: crypto.randomUUID(), revision: 1, decision, deployment: DEPLOYMENT, system: 'bench' },
    ...{ origin: 'hand', queue: QUEUES[i % QUEUES.length], isHighImpact: false, stage: 'waiting' },
    ...{ openedAtMs: atMs, openedBy: 'key:bench', clocks: clocksFrom(['DE'], atMs) },
    excluded: [
      { who: 'otto', why: 'owner' },
      { who: `reader-${i % readers}`, why: 'decided' },
      { who: 'key:bench', why: 'opened' },
    ],
    ...{ resumesTo: null, reads: [], settlement: null, applied: null, notice: null },
  };
  const contents = {
    ...{ original: i % 2, scale: { kind: 'binary', favourable: 1 }, statement: null, corrections: {} },
    ...{ said: [], outcome: null },
  };
  return { record, sealed: sealContents(nodeRuntime, key, record.id, contents) };
}

/** One claim after the other: each reader has as many cases as one may have, and then they are answered. */
async function oneByOne(oversight, all) {
  const times = [];
  const used = { node: 0, postgres: 0 };
  for (let round = 0; round * HELD < rounds; round++) {
    const held = [];
    const before = processorMs();
    for (let n = 0; n < HELD; n++) for (const person of all) held.push([person, await timed(oversight, person, times)]);
    const after = processorMs();
    used.node += after.node - before.node;
    used.postgres += after.postgres - before.postgres;
    for (const [person, one] of held) await answered(oversight, person, one);
  }
  const each = (ms) => Number((ms / times.length).toFixed(2));
  return {
    ...{ how: 'one by one', ...summary(times) },
    processorMs: { node: each(used.node), postgres: each(used.postgres) },
  };
}

/** All readers at once. */
async function together(oversight, all) {
  const times = [];
  const fromMs = performance.now();
  const read = async (person) => {
    for (let round = 0; round < rounds; round++) {
      await new Promise((done) => setTimeout(done, Math.random() * pauseS * 1000));
      await answered(oversight, person, await timed(oversight, person, times));
    }
  };
  await Promise.all(all.map(read));
  return {
    how: 'together',
    ...summary(times),
    aSecond: Math.round((times.length * 1000) / (performance.now() - fromMs)),
  };
}

async function timed(oversight, person, times) {
  const from = performance.now();
  const found = await oversight.claim(person);
  times.push(performance.now() - from);
  return found;
}

/** Agrees with the machine, so that no panel is needed. */
async function answered(oversight, person, { id, inputs }) {
  const said = { outcome: Number(inputs.children) % 2, reason: 'The inputs say so.' };
  await oversight.commitView(id, { person, view: { ...said, confidence: 4 } });
  await oversight.answer(id, { person, answer: said });
}

function summary(times) {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share) => Number(sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)].toFixed(1));
  const load = Number(loadavg()[0].toFixed(1));
  return { claims: sorted.length, ms: { median: at(0.5), p99: at(0.99), slowest: at(1) }, load };
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

/** How PostgreSQL finds the first case of a class for a reader; the statement is the one that the store sends. */
async function explain({ id, name }) {
  const seen = [];
  const asked = {
    query: async (...one) => {
      seen.push(one);
      return [];
    },
  };
  await oversightTables
    .open({ sql: asked, keyring: store.keyring, runtime: nodeRuntime })
    .cases.first('appeal', { who: [id, name], nowMs: Date.now(), except: [] });
  const [[text, given]] = seen;
  for (const row of await store.sql.query(`explain (analyze, buffers) ${text}`, given)) console.log(row['QUERY PLAN']);
}
