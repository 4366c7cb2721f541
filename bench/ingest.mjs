// Decisions a second acknowledged durable over HTTP: client, service and PostgreSQL on this machine, loopback only.
//   node bench/ingest.mjs [--batch 100] [--seconds 15] [--connections 24] [--mix plain,mixed] [--rounds 3] [--attributes] [--every 60] [--dist dist] [--keep]
// --mix names what the records are like (ingest-mixes.mjs); several take turns in the same service, --rounds times each, --seconds a turn in
// all, so that their rates can be compared on a machine whose own speed varies.
// --mix groups,watched --attributes shows what the live monitor costs: after each turn it is waited for until the monitor has taken everything, and that time
// counts, so that a rate is one that can be kept up.
// --mix plain,gated shows what an enforced, open gate costs, in the same run and by the same records.
// With --every it prints memory and what is not yet published every so many seconds: a soak.
// With --keep the data folder stays: ext4 passes over inodes freed in the last five minutes one by one, so a run soon after the
// removal of another's tiles finds creating files some ten times as slow: two versions run in turn differ by that alone. Run several with
// --keep and remove the folders at the end. The last line tells the threads apart: the first two read and seal, and do not depend on it.
// The client is a raw keep-alive connection each that sends one request at a time, so that what is measured is the service.
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import {
  DEPLOYMENT,
  FRESH,
  fieldsOf,
  GATED_DEPLOYMENT,
  mixesOf,
  WATCHED_DEPLOYMENT,
  WATCHED_POLICY,
} from './ingest-mixes.mjs';
import { OldestUnsigned } from './ingest-unsigned.mjs';
import { openGate } from './open-gate.mjs';

const { values } = parseArgs({
  options: {
    batch: { type: 'string', default: '100' },
    seconds: { type: 'string', default: '15' },
    connections: { type: 'string', default: '24' },
    mix: { type: 'string', default: 'plain,mixed' },
    rounds: { type: 'string', default: '3' },
    attributes: { type: 'boolean', default: false },
    every: { type: 'string', default: '0' },
    dist: { type: 'string', default: 'dist' },
    profile: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
  },
});
const [batch, seconds, connections] = [Number(values.batch), Number(values.seconds), Number(values.connections)];
const [mixes, rounds] = [mixesOf(values.mix), Number(values.rounds)];
const LOOKS_A_SECOND = 10;
const BUSIEST_THREADS = 4;
const WARM_UP_MS = 3000;
const TURN_WARM_UP_MS = 300;
const FOLLOWED_LOOK_MS = 20;
const main = join(process.cwd(), values.dist, 'bundle/main.js');
const folder = mkdtempSync(join(tmpdir(), 'tribune-bench-'));
// As root the embedded PostgreSQL runs as another user, who must get through.
chmodSync(folder, 0o711);
const data = join(folder, 'data');

const VERSION = `sha256:${'1'.repeat(64)}`;
writeFileSync(
  join(folder, 'registry.yaml'),
  `systems:
  - { id: s, purpose: bench, domain: bench, favourableOutcome: 1, owner: bench }
models:
  - { id: compas, system: s }
versions:
  - { model: compas, digest: ${VERSION}, builtBy: [somebody] }
deployments:
  - { id: ${DEPLOYMENT}, version: ${VERSION}, cutoff: 0.5 }
  - { id: ${WATCHED_DEPLOYMENT}, version: ${VERSION}, cutoff: 0.5 }
  - { id: ${GATED_DEPLOYMENT}, version: ${VERSION}, cutoff: 0.5 }
`,
);

function tribune(...args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return stdout.trim();
}

const DEPLOYMENT_OF = { watched: WATCHED_DEPLOYMENT, gated: GATED_DEPLOYMENT };

/** A batch as one buffer, where the id of each record stands in it, and where the digits of fresh subjects. */
function makeBatch(mix) {
  const now = Date.now();
  const lines = [];
  const places = [];
  const subjects = [];
  let length = 0;
  for (let i = 0; i < batch; i++) {
    const line = `${JSON.stringify({
      id: '0193f7c2-6a55-7d1e-9f10-3c2b1a000001',
      deployment: DEPLOYMENT_OF[mix] ?? DEPLOYMENT,
      decidedAt: new Date(now - 37 * i).toISOString(),
      ...fieldsOf(mix, i, { attributes: values.attributes }),
      outcome: i % 2,
      route: 'automatic',
      jurisdiction: 'US-FL',
    })}\n`;
    // The id stands first: whatever the rest is, this is a place in bytes.
    places.push(length + line.indexOf('0193f7c2'));
    const subject = line.indexOf(FRESH);
    if (subject >= 0) subjects.push(length + subject + FRESH.length);
    lines.push(line);
    length += Buffer.byteLength(line);
  }
  return { body: Buffer.from(lines.join('')), places, subjects };
}

/** Fresh UUIDs of version 7: the time now, then 48 + 12 random bits; 14 and 19 stay version and variant. */
const stamp = ({ body, places, subjects }) => {
  const time = Date.now().toString(16).padStart(12, '0');
  const hex = randomBytes(places.length * 8).toString('hex');
  const [high, low] = [time.slice(0, 8), time.slice(8)];
  places.forEach((place, i) => {
    body.write(high, place, 'latin1');
    body.write(low, place + 9, 'latin1');
    body.write(hex.slice(i * 16, i * 16 + 3), place + 15, 'latin1');
    body.write(hex.slice(i * 16 + 4, i * 16 + 16), place + 24, 'latin1');
  });
  for (const place of subjects) body.write(String(Math.floor(Math.random() * 1e7)).padStart(7, '0'), place, 'latin1');
};

/** What was acknowledged, by kind of record. */
const totals = new Map(
  mixes.map((mix) => [mix, { mix, acknowledged: 0, refused: 0, seconds: 0, sent: 0, cpu: 0, latencies: [] }]),
);
let all = 0;

/** One connection that sends until a time; from another on it counts. */
async function worker(port, key, { mix, from, until }) {
  const made = makeBatch(mix);
  const { body } = made;
  const total = totals.get(mix);
  const head = Buffer.from(
    `POST /v1/decisions HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer ${key}\r\ncontent-type: application/x-ndjson\r\ncontent-length: ${body.length}\r\n\r\n`,
  );
  const socket = connect({ host: '127.0.0.1', port, noDelay: true });
  await once(socket, 'connect');
  while (performance.now() < until) {
    stamp(made);
    const start = performance.now();
    socket.cork();
    socket.write(head);
    socket.write(body);
    socket.uncork();
    const answer = await readAnswer(socket);
    const end = performance.now();
    all += answer.accepted;
    if (start < from) continue;
    if (answer.status !== 200) {
      total.refused++;
      continue;
    }
    total.latencies.push(end - start);
    total.acknowledged += answer.accepted;
  }
  socket.destroy();
}

/** All connections with one kind of record, for a time; the first moments of a turn do not count. */
async function turn({ port, pid, key }, mix, turnSeconds, warmUpMs) {
  const from = performance.now() + warmUpMs;
  const until = from + turnSeconds * 1000;
  const [cpu, sent] = [cpuSeconds(pid), all];
  await Promise.all(Array.from({ length: connections }, () => worker(port, key, { mix, from, until })));
  const end = performance.now();
  if (mixes.includes('watched')) await followed(port);
  const total = totals.get(mix);
  total.seconds += turnSeconds + (performance.now() - end) / 1000;
  if (turnSeconds === 0) return;
  total.cpu += cpuSeconds(pid) - cpu;
  total.sent += all - sent;
}

/** What became of the decisions that are watched. */
async function monitorCounts(port, key) {
  const answer = await fetch(`http://127.0.0.1:${port}/v1/monitor`, { headers: { authorization: `Bearer ${key}` } });
  return (await answer.json()).watched[0].decisions;
}

/** Waits until the monitor has taken every entry. */
async function followed(port) {
  for (;;) {
    const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    if (/^tribune_follower_lag\{name="monitor"\} 0$/m.test(text)) return;
    await sleep(FOLLOWED_LOOK_MS);
  }
}

async function readAnswer(socket) {
  let text = '';
  for (;;) {
    const [chunk] = await once(socket, 'data');
    text += chunk.toString('latin1');
    const end = text.indexOf('\r\n\r\n');
    if (end < 0) continue;
    const length = Number(/content-length: (\d+)/i.exec(text)[1]);
    if (text.length < end + 4 + length) continue;
    const status = Number(text.slice(9, 12));
    return { status, accepted: status === 200 ? JSON.parse(text.slice(end + 4)).accepted : 0 };
  }
}

const memoryMb = (pid) => {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;
  } catch {
    return Number.NaN;
  }
};

/** Processor time of a process and all below it, seconds: says what the limit is on a machine that does other things, too. */
function cpuSeconds(pid, inChildren = true) {
  const fields = (id) => {
    const stat = readFileSync(`/proc/${id}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  };
  const TICKS = 100;
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
      .trim()
      .split(' ')
      .filter((c) => c !== '');
    const own = fields(pid);
    // utime, stime, and of children that ended.
    const mine = (Number(own[11]) + Number(own[12]) + (inChildren ? Number(own[13]) + Number(own[14]) : 0)) / TICKS;
    return mine + (inChildren ? children.reduce((sum, child) => sum + cpuSeconds(child), 0) : 0);
  } catch {
    return 0;
  }
}

/** Processor time of each thread of a process, seconds, by the id of the thread. */
function threadSeconds(pid) {
  const NANOSECONDS = 1e9;
  const seconds = new Map();
  try {
    for (const thread of readdirSync(`/proc/${pid}/task`)) {
      const [used] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ');
      seconds.set(thread, Number(used) / NANOSECONDS);
    }
  } catch {
    // The system does not tell, or the process has ended.
  }
  return seconds;
}

const unsigned = new OldestUnsigned();
let lastAll = 0;
let isWatching = false;

/** Looks ten times a second what is committed and what is signed; prints a line every `--every` seconds. */
async function watch(port, pid) {
  isWatching = true;
  for (let look = 1; isWatching; look++) {
    await sleep(1000 / LOOKS_A_SECOND);
    const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    const value = (name) => Number(new RegExp(`^${name}\\{log="main"\\} (\\d+)`, 'm').exec(text)[1]);
    const [entries, signed] = [value('tribune_log_entries'), value('tribune_published_entries')];
    unsigned.look(performance.now(), entries, signed);
    const every = Number(values.every);
    if (every === 0 || look % (every * LOOKS_A_SECOND) !== 0) continue;
    console.log(
      `${look / LOOKS_A_SECOND} s: ${all} acknowledged, ${Math.round((all - lastAll) / every)}/s, service ${memoryMb(pid).toFixed(0)} MB, ` +
        `${entries - signed} not yet signed`,
    );
    lastAll = all;
  }
}

/** A line for each kind of record, and its rate beside that of the first. */
function printTotals() {
  const first = totals.get(mixes[0]);
  for (const total of totals.values()) {
    const { mix, acknowledged, refused, sent, cpu, latencies } = total;
    latencies.sort((a, b) => a - b);
    const at = (q) => latencies[Math.min(latencies.length - 1, Math.floor(q * latencies.length))]?.toFixed(1);
    const rate = acknowledged / total.seconds;
    const ratio =
      total === first ? '' : ` (${(rate / (first.acknowledged / first.seconds)).toFixed(2)} of ${first.mix})`;
    console.log(
      `${mix}, batch ${batch}, ${connections} connections, ${total.seconds.toFixed(1)} s: ${Math.round(rate)} decisions/s durable${ratio}, ` +
        `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, max ${at(1)} ms, ${refused} refused, service and PostgreSQL ${((cpu * 1e6) / sent).toFixed(1)} us a decision`,
    );
  }
}

try {
  tribune('admin', 'apply', join(folder, 'registry.yaml'), '--data', data);
  if (mixes.includes('gated')) await openGate({ dataDir: data, deployment: GATED_DEPLOYMENT, dist: values.dist });
  if (mixes.includes('watched')) {
    const policy = join(folder, 'policy.yaml');
    writeFileSync(policy, WATCHED_POLICY);
    tribune('monitor', 'watch', WATCHED_DEPLOYMENT, '--policy', policy, '--data', data);
  }
  const key = tribune(
    'admin',
    'key',
    '--data',
    data,
    '--scopes',
    'decisions:write,monitor:read,decisions:read,attributes:read',
  );

  const flags = values.profile ? ['--cpu-prof', `--cpu-prof-dir=${join(tmpdir(), 'tribune-prof')}`] : [];
  const server = spawn(process.execPath, [...flags, main, 'serve', '--data', data, '--port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [first] = await once(server.stdout, 'data');
  const port = Number(/:(\d+)\n/.exec(first.toString())[1]);
  const cpu = () => {
    const service = cpuSeconds(server.pid, false);
    const { user, system } = process.cpuUsage();
    const threads = threadSeconds(server.pid);
    return { service, database: cpuSeconds(server.pid) - service, client: (user + system) / 1e6, all, threads };
  };
  // Programs are compiled in the warm-up, which counts for nothing.
  const service = { port, pid: server.pid, key };
  for (const mix of mixes) await turn(service, mix, 0, WARM_UP_MS / mixes.length);
  const before = cpu();
  const watching = watch(port, server.pid);
  for (let round = 0; round < rounds; round++) {
    for (const mix of mixes) await turn(service, mix, seconds / rounds, TURN_WARM_UP_MS);
  }
  isWatching = false;
  await watching;
  const memory = memoryMb(server.pid);
  const after = cpu();
  const used = (what) => ((after[what] - before[what]) * 1e6) / (after.all - before.all);
  const [ofService, database, client] = [used('service'), used('database'), used('client')];
  const byThread = [...after.threads]
    .map(([thread, seconds]) => ((seconds - (before.threads.get(thread) ?? 0)) * 1e6) / (after.all - before.all))
    .sort((a, b) => b - a)
    .slice(0, BUSIEST_THREADS);
  const counted = mixes.includes('watched') ? await monitorCounts(port, key) : null;
  server.kill('SIGTERM');
  await once(server, 'exit');
  printTotals();
  if (counted !== null) console.log(`of the watched decisions the monitor has ${JSON.stringify(counted)}`);
  console.log(
    `the oldest unsigned entry was at most ${unsigned.most.toFixed(2)} s old (mean ${unsigned.mean.toFixed(2)} s), service ${memory.toFixed(0)} MB`,
  );
  console.log(
    `processor time a decision: service ${ofService.toFixed(1)} us, PostgreSQL ${database.toFixed(1)} us, client ${client.toFixed(1)} us; ` +
      `2 cores could do ${Math.round(2e6 / (ofService + database + client))}/s\n` +
      `  of the service its busiest threads: ${byThread.map((us) => us.toFixed(1)).join(', ')} us`,
  );
} finally {
  if (values.keep) console.log(`kept ${folder}`);
  else rmSync(folder, { recursive: true, force: true });
}
