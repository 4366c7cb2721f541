// Pages of the console over the embedded database, full: how long after a click, or a typed address, until each can be used, and how long its
// answers take. Of the browser everything counts: code from the cache of an earlier visit, data anew.
//   node bench/console-pages.mjs [--decisions 1000000] [--systems 1000] [--alerts 10000] [--rounds 3]
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runnerImport } from 'vite';
import { alertTables } from '../dist/adapters/postgres/alerts/index.js';
import { applyDocument } from '../dist/apps/server/documents/apply-document.js';
import { startServer } from '../dist/apps/server/index.js';
import { defineAlertSource, signalOf } from '../dist/domain/alerts/signals/index.js';

const { values } = parseArgs({
  options: {
    decisions: { type: 'string', default: '1000000' },
    systems: { type: 'string', default: '1000' },
    alerts: { type: 'string', default: '10000' },
    rounds: { type: 'string', default: '3' },
  },
});
const [decisions, systems, alerts, rounds] = ['decisions', 'systems', 'alerts', 'rounds'].map((name) =>
  Number(values[name]),
);
const PASSWORD = 'a long enough passphrase';
const HOUR_MS = 3_600_000;
/** What a page may take until it can be used, ms (issue of the console). */
const MOST_MS = 1_000;
const PER_REQUEST = 10_000;
const PER_RAISE = 500;

const folder = mkdtempSync(join(tmpdir(), 'tribune-bench-console-'));
const server = await startServer({
  ...{ dataDir: join(folder, 'data'), host: '127.0.0.1', port: 0, version: 'bench' },
  log: { level: 'error', write: (line) => process.stderr.write(line) },
});
const { deps, store } = server.plane;
const home = `http://localhost:${new URL(server.url).port}`;

const key = (
  await deps.identity.keys.issue({
    name: 'bench',
    scopes: ['decisions:write', 'registry:write', 'stops:write', 'audit:read', 'decisions:read', 'attributes:read'],
    createdBy: 'bench',
  })
).key;
async function post(path, body, type = 'application/json') {
  const headers = { authorization: `Bearer ${key}`, 'content-type': type };
  const answer = await fetch(`${server.url}${path}`, { method: 'POST', headers, body });
  if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
  return answer.json();
}
const took = (name, fromMs) => console.error(`${name}: ${((Date.now() - fromMs) / 1000).toFixed(1)} s`);

const ids = Array.from({ length: systems }, (_, n) => `system-${String(n).padStart(4, '0')}`);
const digestOf = (n) => `sha256:${n.toString(16).padStart(64, '0')}`;
const POLICY = `tribune: policy/v1
name: bench
version: 1.0.0
data:
  label: { column: truth, positive: ['1'], negative: ['0'] }
  prediction: { column: decided, positive: ['1'], negative: ['0'] }
  favourable: 1
  attributes: { sex: { reference: m } }
  minGroupSize: 20
monitor: { block: 1h, falseAlarmsPerDay: 0.1 }
requirements:
  - { id: parity, metric: selection_rate, by: [sex], compare: difference, max: 0.1, evidence: violation, smallGroups: report, severity: block, basis: { kind: ours, source: bench } }
`;

let fromMs = Date.now();
await applyDocument(
  {
    systems: ids.map((id) => ({
      id,
      purpose: `purpose of ${id}`,
      domain: 'credit',
      favourableOutcome: 1,
      owner: 'owner@example.org',
    })),
    models: ids.map((id) => ({ id, system: id })),
    versions: ids.map((id, n) => ({ model: id, digest: digestOf(n + 1), label: `version ${n}` })),
    deployments: ids.map((id, n) => ({ id: `${id}/prod`, version: digestOf(n + 1), cutoff: 0.5 })),
  },
  'bench',
  deps,
);
took('registered', fromMs);
fromMs = Date.now();
for (const id of ids) await post('/v1/monitor/watches', JSON.stringify({ deployment: `${id}/prod`, policy: POLICY }));
took('watched', fromMs);
fromMs = Date.now();
const startMs = Math.floor((Date.now() - 48 * HOUR_MS) / HOUR_MS) * HOUR_MS;
const FIRST = '00000000-0000-4000-8000-000000000001';
for (let from = 0; from < decisions; from += PER_REQUEST) {
  const lines = Array.from({ length: Math.min(PER_REQUEST, decisions - from) }, (_, i) => {
    const n = from + i;
    const sex = n % 2 === 0 ? 'm' : 'f';
    return JSON.stringify({
      id: `00000000-0000-4000-8000-${(n + 1).toString(16).padStart(12, '0')}`,
      deployment: `${ids[Math.floor(n / 2) % systems]}/prod`,
      subject: `person-${n}`,
      decidedAt: new Date(startMs + Math.floor((n / decisions) * 40 * HOUR_MS)).toISOString(),
      outcome: (Math.floor(n / (2 * systems)) * 7) % 10 < (sex === 'm' ? 5 : 4) ? 1 : 0,
      route: 'automatic',
      attributes: { sex },
    });
  });
  await post('/v1/decisions', lines.join('\n'), 'application/x-ndjson');
}
took('recorded', fromMs);
fromMs = Date.now();
await deps.monitor.watches.followed();
await deps.monitor.run();
took('judged by the monitor', fromMs);
fromMs = Date.now();
const source = defineAlertSource('bench', 'A burst.');
const signal = (n) =>
  signalOf(source, {
    ...{ key: `alert ${n}`, state: 'firing', severity: 'page', atMs: Date.now() },
    labels: { deployment: `${ids[n % systems]}/prod`, group: `g${n}` },
    ...{ topic: `alert ${n}`, causes: [] },
    content: {
      summary: `alert ${n} of the bench`,
      lines: ['a line of evidence'],
      facts: { n },
      actions: ['Look at the series.'],
    },
  });
const alertStore = store.of(alertTables).alerts;
for (let n = 0; n < alerts; n += PER_RAISE)
  await alertStore.raise(Array.from({ length: Math.min(PER_RAISE, alerts - n) }, (_, i) => signal(n + i)));
await post(
  '/v1/stops',
  JSON.stringify({ scope: { kind: 'deployment', deployment: `${ids[0]}/prod` }, mode: 'review', reason: 'bench' }),
);
const { audit } = await post('/v1/audits', JSON.stringify({ deployment: `${ids[0]}/prod`, policy: POLICY }));
took('alerts, a stop and an audit', fromMs);

const roles = ['auditor', 'incident-lead', 'validator'];
await deps.identity.accounts.create({ name: 'ann', password: PASSWORD, roles }, 'bench');
const deployment = encodeURIComponent(`${ids[0]}/prod`);
const group = encodeURIComponent(JSON.stringify({ sex: 'f' }));
const PAGES = {
  overview: ['/console/', 'What needs you'],
  system: [`/console/systems/${ids[0]}?deployment=${deployment}`, 'Groups and their gaps'],
  series: [`/console/series?deployment=${deployment}&requirement=parity&group=${group}`, 'Block to'],
  alerts: ['/console/alerts?view=all', 'Looked after by'],
  stops: ['/console/stops', 'Programs listening'],
  audits: ['/console/audits', 'Entries read'],
  audit: [`/console/audits/${audit?.id}`, 'People audited'],
  decision: [`/console/decisions?id=${FIRST}`, 'No witness vouches'],
  policies: ['/console/policies', 'Named in the registry'],
  policy: [`/console/policies/edit?deployment=${deployment}`, 'is valid'],
  ledger: ['/console/ledger', 'Check every entry now'],
  registry: ['/console/registry', 'Deployment'],
  jobs: ['/console/jobs', 'Entries not read yet'],
};

const { module } = await runnerImport(fileURLToPath(new URL('../test/support/render-png.ts', import.meta.url)));
const browser = await module.startBrowser();
const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
const page = await context.newPage();
await page.goto(`${home}/sign-in?next=/console/`);
await page.fill('#name', 'ann');
await page.fill('#password', PASSWORD);
await page.click('button[type="submit"]');
await page.waitForURL(`${home}/console/**`);

const median = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];
const rows = [];
for (const [name, [path, ready]] of Object.entries(PAGES)) {
  const times = [];
  let slowest = { path: '', ms: 0 };
  for (let round = 0; round <= rounds; round++) {
    const at = Date.now();
    await page.goto(`${home}${path}`, { waitUntil: 'commit' });
    await page.getByText(ready).first().waitFor({ timeout: 60_000 });
    await page.waitForFunction(() => document.querySelector('.wait') === null, null, { timeout: 60_000 });
    // Two frames after the last change the page answers to keys.
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    // The first visit fetches and compiles the code of the page.
    if (round > 0) times.push(Date.now() - at);
    const asked = await page.evaluate(() =>
      performance
        .getEntriesByType('resource')
        .filter(({ initiatorType }) => initiatorType === 'fetch')
        .map(({ name: address, duration }) => ({ path: new URL(address).pathname, ms: duration })),
    );
    for (const one of asked) if (one.ms > slowest.ms) slowest = one;
  }
  rows.push({ page: name, ms: median(times), 'slowest answer': slowest.path, 'its ms': Math.round(slowest.ms) });
}
console.table(rows);
const slow = rows.filter(({ ms }) => ms > MOST_MS).map((row) => row.page);
console.log(JSON.stringify({ decisions, systems, alerts, rounds, cpus: cpus().length, over1s: slow }));
await browser.close();
await server.close();
rmSync(folder, { recursive: true, force: true });
