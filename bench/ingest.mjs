// Decisions a second acknowledged durable over HTTP: client, service and PostgreSQL on this machine, loopback only.
//   node bench/ingest.mjs [--batch 100] [--seconds 15] [--connections 24] [--attributes] [--every 60] [--dist dist] [--keep]
// With --every it prints memory and what is not yet published every so many seconds: a soak.
// With --keep the data folder stays: ext4 passes over inodes freed in the last five minutes one by one, so a run soon after the
// removal of another's tiles finds creating files some ten times as slow. Run several with --keep and remove the folders at the end.
// The client is a raw keep-alive connection each that sends one request at a time, so that what is measured is the service.
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    batch: { type: 'string', default: '100' },
    seconds: { type: 'string', default: '15' },
    connections: { type: 'string', default: '24' },
    attributes: { type: 'boolean', default: false },
    every: { type: 'string', default: '0' },
    dist: { type: 'string', default: 'dist' },
    profile: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
  },
});
const [batch, seconds, connections] = [Number(values.batch), Number(values.seconds), Number(values.connections)];
const main = join(process.cwd(), values.dist, 'apps/cli/main.js');
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
  - { model: compas, digest: ${VERSION} }
deployments:
  - { id: compas/prod, version: ${VERSION}, cutoff: 0.5 }
`,
);

function tribune(...args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return stdout.trim();
}

/** A batch as one buffer, and where the id of each record stands in it. */
function makeBatch() {
  const now = Date.now();
  const lines = [];
  const places = [];
  let length = 0;
  for (let i = 0; i < batch; i++) {
    const line = `${JSON.stringify({
      id: '0193f7c2-6a55-7d1e-9f10-3c2b1a000001',
      deployment: 'compas/prod',
      subject: `case-${Math.floor(Math.random() * 1e6)}`,
      decidedAt: new Date(now - 37 * i).toISOString(),
      inputs: { age: 20 + (i % 50), priors_count: i % 12, charge: 'F' },
      score: Math.round(Math.random() * 1e4) / 1e4,
      outcome: i % 2,
      route: 'automatic',
      ...(values.attributes ? { attributes: { race: 'Caucasian', sex: 'Male' } } : {}),
      jurisdiction: 'US-FL',
    })}\n`;
    places.push(length + line.indexOf('0193f7c2'));
    lines.push(line);
    length += Buffer.byteLength(line);
  }
  return { body: Buffer.from(lines.join('')), places };
}

/** Fresh UUIDs of version 7: the time now, then 48 + 12 random bits; 14 and 19 stay version and variant. */
const stamp = (body, places) => {
  const time = Date.now().toString(16).padStart(12, '0');
  const hex = randomBytes(places.length * 8).toString('hex');
  const [high, low] = [time.slice(0, 8), time.slice(8)];
  places.forEach((place, i) => {
    body.write(high, place, 'latin1');
    body.write(low, place + 9, 'latin1');
    body.write(hex.slice(i * 16, i * 16 + 3), place + 15, 'latin1');
    body.write(hex.slice(i * 16 + 4, i * 16 + 16), place + 24, 'latin1');
  });
};

const latencies = [];
let acknowledged = 0;
let refused = 0;
let all = 0;
let until = 0;
let from = 0;

async function worker(port, key) {
  const { body, places } = makeBatch();
  const head = Buffer.from(
    `POST /v1/decisions HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer ${key}\r\ncontent-type: application/x-ndjson\r\ncontent-length: ${body.length}\r\n\r\n`,
  );
  const socket = connect({ host: '127.0.0.1', port, noDelay: true });
  await once(socket, 'connect');
  while (performance.now() < until) {
    stamp(body, places);
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
      refused++;
      continue;
    }
    latencies.push(end - start);
    acknowledged += answer.accepted;
  }
  socket.destroy();
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

/** Entries committed and not yet under a signed head. */
async function unpublished(port) {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const value = (name) => Number(new RegExp(`^${name}\\{log="main"\\} (\\d+)`, 'm').exec(text)?.[1] ?? Number.NaN);
  return value('tribune_log_entries') - value('tribune_published_entries');
}

const lags = [];
let lastAll = 0;

/** Samples the publishing lag every second; prints a line every `--every` seconds. */
function watch(port, pid) {
  let second = 0;
  return setInterval(async () => {
    second++;
    const lag = await unpublished(port).catch(() => Number.NaN);
    const rate = all - lastAll;
    lastAll = all;
    if (performance.now() > from && rate > 0) lags.push(lag / rate);
    if (Number(values.every) > 0 && second % Number(values.every) === 0) {
      console.log(
        `${second} s: ${all} acknowledged, ${rate}/s, service ${memoryMb(pid).toFixed(0)} MB, ${lag} not yet published`,
      );
    }
  }, 1000);
}

const WARM_UP_MS = 3000;
try {
  tribune('admin', 'apply', join(folder, 'registry.yaml'), '--data', data);
  const key = tribune('admin', 'key', '--data', data, '--scopes', 'decisions:write');

  const flags = values.profile ? ['--cpu-prof', `--cpu-prof-dir=${join(tmpdir(), 'tribune-prof')}`] : [];
  const server = spawn(process.execPath, [...flags, main, 'serve', '--data', data, '--port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [first] = await once(server.stdout, 'data');
  const port = Number(/:(\d+)\n/.exec(first.toString())[1]);
  from = performance.now() + WARM_UP_MS;
  until = from + seconds * 1000;
  const cpu = () => {
    const service = cpuSeconds(server.pid, false);
    const { user, system } = process.cpuUsage();
    return { service, database: cpuSeconds(server.pid) - service, client: (user + system) / 1e6, all };
  };
  // Without the warm-up, in which the programs are compiled.
  let before = cpu();
  setTimeout(() => {
    before = cpu();
  }, WARM_UP_MS);
  const watching = watch(port, server.pid);
  await Promise.all(Array.from({ length: connections }, () => worker(port, key)));
  clearInterval(watching);
  const memory = memoryMb(server.pid);
  const after = cpu();
  const used = (what) => ((after[what] - before[what]) * 1e6) / (after.all - before.all);
  const [service, database, client] = [used('service'), used('database'), used('client')];
  server.kill('SIGTERM');
  await once(server, 'exit');
  latencies.sort((a, b) => a - b);
  const at = (q) => latencies[Math.min(latencies.length - 1, Math.floor(q * latencies.length))]?.toFixed(1);
  console.log(
    `batch ${batch}, ${connections} connections, ${seconds} s: ${Math.round(acknowledged / seconds)} decisions/s durable, ` +
      `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, max ${at(1)} ms, ${refused} refused, service ${memory.toFixed(0)} MB; ` +
      `signed at most ${Math.max(...lags).toFixed(2)} s after the commit (mean ${(lags.reduce((a, b) => a + b, 0) / lags.length).toFixed(2)} s)`,
  );
  console.log(
    `processor time a decision: service ${service.toFixed(1)} us, PostgreSQL ${database.toFixed(1)} us, client ${client.toFixed(1)} us; ` +
      `2 cores could do ${Math.round(2e6 / (service + database + client))}/s`,
  );
} finally {
  if (values.keep) console.log(`kept ${folder}`);
  else rmSync(folder, { recursive: true, force: true });
}
