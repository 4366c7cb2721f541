// A burst of alerts, through signals, groups, messages and a webhook that takes them: whether every one arrives once, how long it takes,
// and how much memory is added. The database is the embedded one.
//   node bench/alerts.mjs [alerts=10000] [groups=10]
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { alertTables } from '../dist/adapters/postgres/alerts/index.js';
import { readConfiguration } from '../dist/apps/configuration/index.js';
import { loadRooms, sectionsOf } from '../dist/apps/rooms/index.js';
import { openControlPlane } from '../dist/apps/server/control-plane.js';
import { defineAlertSource, signalOf } from '../dist/domain/alerts/signals/index.js';

const [alerts = 10_000, groups = 10] = process.argv.slice(2).map(Number);
const MIB = 2 ** 20;
const PER_RAISE = 500;

let done = () => undefined;
const arrived = new Promise((resolve) => {
  done = resolve;
});
const seen = new Set();
let messages = 0;
let twice = 0;
let firstMs = null;
const server = createServer((request, response) => {
  const parts = [];
  request.on('data', (part) => parts.push(part));
  request.on('end', () => {
    messages += 1;
    firstMs ??= Date.now();
    for (const { fingerprint } of JSON.parse(Buffer.concat(parts).toString()).alerts) {
      if (seen.has(fingerprint)) twice += 1;
      seen.add(fingerprint);
    }
    response.end();
    if (seen.size === alerts) done();
  });
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const folder = mkdtempSync(join(tmpdir(), 'tribune-bench-alerts-'));
const value = {
  webhook: { ops: { url: `http://127.0.0.1:${server.address().port}`, secret: 's', privateAddress: true } },
  // What comes after the first message of a group is told a second later, and not five minutes.
  routes: [{ name: 'all', channels: ['ops'], groupInterval: '1 s' }],
};
const configuration = readConfiguration(sectionsOf(await loadRooms()), null, [
  { path: ['alerts'], from: 'bench', value },
]);
const plane = await openControlPlane({ dataDir: folder, version: 'bench', configuration });
const source = defineAlertSource('bench', 'A burst.');
const signal = (n) =>
  signalOf(source, {
    ...{ key: `alert ${n}`, state: 'firing', severity: 'page', atMs: Date.now() },
    ...{ labels: { deployment: `d${n % groups}`, group: `g${n}` }, topic: `alert ${n}`, causes: [] },
    content: {
      summary: `alert ${n}`,
      lines: Array.from({ length: 8 }, (_, i) => `line ${i} of alert ${n}, as long as one of the monitor is`),
      facts: { n, estimate: 0.1, lower: 0.05, upper: 0.15 },
      actions: ['Look at the series.'],
    },
  });
const store = plane.store.of(alertTables).alerts;
let most = 0;
const watch = setInterval(() => {
  most = Math.max(most, process.memoryUsage().rss);
}, 20);
const before = process.memoryUsage().rss;
const [fromMs, cpu] = [Date.now(), process.cpuUsage()];
for (let n = 0; n < alerts; n += PER_RAISE)
  await store.raise(Array.from({ length: Math.min(PER_RAISE, alerts - n) }, (_, i) => signal(n + i)));
const raisedMs = Date.now();
await plane.deps.alerts.start();
await arrived;
const { user, system } = process.cpuUsage(cpu);
clearInterval(watch);
console.log(`${alerts} alerts in ${groups} groups: ${seen.size} arrived, ${twice} twice, in ${messages} messages`);
console.log(
  `raised in ${raisedMs - fromMs} ms; first message ${firstMs - raisedMs} ms after, last ${Date.now() - raisedMs} ms after`,
);
console.log(
  `CPU of the process ${Math.round((user + system) / 1000)} ms (with the receiver); memory ${Math.round(before / MIB)} MiB before, at most ${Math.round(most / MIB)} MiB`,
);
await plane.close();
server.close();
rmSync(folder, { recursive: true, force: true });
