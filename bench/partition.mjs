// How long a client of the stop switch goes on deciding after its network is gone: the client runs in a network namespace of its own, and the link
// is taken down without a goodbye. Needs Linux, root and `ip netns`; says so and ends with 0 where it has not got them.
//   npm run build && node bench/partition.mjs [--rounds 10]
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';

const QUIET = { level: 'silent', write: () => undefined };
const MAX_AGE_MS = 5000;
const name = `tribune-${process.pid}`;
const [here, there] = [`tb${process.pid % 100000}`, `tc${process.pid % 100000}`];
const ip = (...args) => execFileSync('ip', args, { stdio: 'pipe' });

/** In the namespace: prints each moment at which the answer changes. */
async function client({ url, key }) {
  const { createStopClient } = await import('../dist/apps/client/index.js');
  let told = null;
  const stops = createStopClient({ url, key, maxAgeMs: MAX_AGE_MS });
  setInterval(() => {
    const { route } = stops.decide({ deployment: 'bench/prod', subject: 'case-1' });
    if (route !== told) console.log(JSON.stringify({ route, at: Date.now() }));
    told = route;
  }, 5);
}

function makeNamespace() {
  ip('netns', 'add', name);
  ip('link', 'add', here, 'type', 'veth', 'peer', 'name', there, 'netns', name);
  ip('addr', 'add', '10.213.77.1/30', 'dev', here);
  ip('link', 'set', here, 'up');
  ip('-n', name, 'addr', 'add', '10.213.77.2/30', 'dev', there);
  ip('-n', name, 'link', 'set', there, 'up');
}

const quantile = (values, share) => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)];
};

async function main(rounds) {
  try {
    makeNamespace();
  } catch (cause) {
    console.log(`skipped: no network namespace can be made here (${String(cause.message).split('\n')[0]})`);
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'tribune-bench-'));
  const { startServer } = await import('../dist/apps/server/index.js');
  const server = await startServer({
    ...{ dataDir: join(folder, 'data'), host: '127.0.0.1', port: 0, version: 'bench', log: QUIET },
  });
  const answer = await fetch(`${server.url}/v1/keys`, {
    ...{ method: 'POST', headers: { authorization: `Bearer ${server.localKey}`, 'content-type': 'application/json' } },
    body: JSON.stringify({ name: 'bench', scopes: ['stops:read'] }),
  });
  const { key } = await answer.json();
  const port = Number(new URL(server.url).port);
  const relay = createServer((from) => {
    const to = connect(port, '127.0.0.1');
    from.pipe(to).pipe(from);
    const end = () => {
      from.destroy();
      to.destroy();
    };
    from.on('error', end);
    to.on('error', end);
  });
  await new Promise((done) => relay.listen(0, '10.213.77.1', done));
  const url = `http://10.213.77.1:${relay.address().port}`;
  const asked = JSON.stringify({ url, key });
  const child = spawn('ip', ['netns', 'exec', name, process.execPath, process.argv[1], '--client', asked]);
  child.stderr.pipe(process.stderr);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const until = async (route) => {
    for (;;) {
      const { value, done } = await lines.next();
      if (done) throw new Error('the client ended');
      const told = JSON.parse(value);
      if (told.route === route) return told.at;
    }
  };
  const [safe, back] = [[], []];
  await until('model');
  for (let round = 0; round < rounds; round++) {
    const cutAt = Date.now();
    ip('link', 'set', here, 'down');
    safe.push((await until('fallback')) - cutAt);
    const mendedAt = Date.now();
    ip('link', 'set', here, 'up');
    back.push((await until('model')) - mendedAt);
  }
  const told = (values) => `median ${quantile(values, 0.5)}, slowest ${Math.max(...values)} ms`;
  console.log(
    `${rounds} partitions, maxAgeMs ${MAX_AGE_MS}: safe after ${told(safe)}; deciding again after ${told(back)}`,
  );
  child.kill();
  relay.close();
  await server.close();
  rmSync(folder, { recursive: true, force: true });
}

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '10' }, client: { type: 'string' } } });
if (values.client !== undefined) await client(JSON.parse(values.client));
else
  await main(Number(values.rounds)).finally(() => {
    try {
      ip('netns', 'del', name);
    } catch {
      // It was never made.
    }
  });
process.exitCode ??= 0;
