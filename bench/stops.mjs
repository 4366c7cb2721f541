// How fast a stop comes to every client that is connected: from the request that throws it to the moment at which each client answers by it.
// Service with its own PostgreSQL in this process, the clients in another one, both on the cores of this machine.
//   npm run build && node bench/stops.mjs [--clients 100] [--rounds 50]
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createStopClient } from '../dist/apps/client/index.js';

const QUIET = { level: 'silent', write: () => undefined };

async function clients({ url, key, n }) {
  const made = [];
  for (let i = 0; i < n; i++) {
    let known = -1;
    const client = createStopClient({
      ...{ url, key, client: `bench-${i}` },
      onChange: () => {
        const { revision } = client.decide({ deployment: 'bench/prod' });
        if (revision === null || revision === known) return;
        known = revision;
        process.send({ revision, at: Date.now() });
      },
    });
    made.push(client);
  }
  await Promise.all(made.map((one) => one.ready()));
  process.send({ ready: true });
}

const quantile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)];

async function main({ n, rounds }) {
  const { startServer } = await import('../dist/apps/server/index.js');
  const folder = mkdtempSync(join(tmpdir(), 'tribune-bench-'));
  const server = await startServer({
    ...{ dataDir: join(folder, 'data'), host: '127.0.0.1', port: 0, version: 'bench', log: QUIET },
  });
  const key = (
    await server.plane.deps.identity.keys.issue({ name: 'bench', scopes: ['stops:read'], createdBy: 'bench' })
  ).key;
  const child = fork(new URL(import.meta.url), ['--child'], {
    env: { ...process.env, URL_OF: server.url, KEY_OF: key, N_OF: String(n) },
  });
  const heard = new Map();
  await new Promise((resolve) => {
    child.on('message', (message) => {
      if (message.ready) return resolve();
      const times = heard.get(message.revision) ?? [];
      heard.set(message.revision, [...times, message.at]);
    });
  });
  const all = [];
  const cpu = process.cpuUsage();
  for (let round = 0; round < rounds; round++) {
    const from = Date.now();
    const { revision } = await server.plane.deps.stopSwitch.throw(
      { scope: { kind: 'all' }, mode: 'review', reason: 'bench' },
      'key:bench',
    );
    while ((heard.get(revision)?.length ?? 0) < n) await new Promise((done) => setTimeout(done, 5));
    all.push(...heard.get(revision).map((at) => at - from));
  }
  const { user, system } = process.cpuUsage(cpu);
  child.kill();
  await server.close();
  rmSync(folder, { recursive: true, force: true });
  all.sort((a, b) => a - b);
  const ms = { median: quantile(all, 0.5), p99: quantile(all, 0.99), slowest: all.at(-1) };
  const cpuMsPerChange = Math.round((user + system) / 1000 / rounds);
  const load = Number(loadavg()[0].toFixed(1));
  console.log(JSON.stringify({ clients: n, rounds, learned: all.length, ms, cpuMsPerChange, load }));
}

if (process.argv.includes('--child'))
  await clients({ url: process.env.URL_OF, key: process.env.KEY_OF, n: Number(process.env.N_OF) });
else {
  const { values } = parseArgs({
    options: { clients: { type: 'string', default: '100' }, rounds: { type: 'string', default: '50' } },
  });
  await main({ n: Number(values.clients), rounds: Number(values.rounds) });
}
