// Pages of the console over the embedded database, full: how long after a click, or a typed address, until each can be used, how long its
// slowest answer takes, and what processor time it costs, which tells more than the clock where other programs run beside: of the service, of its
// database, and of the page's own thread. Of the browser everything counts: code from the cache of an earlier visit, data anew.
//   node bench/console-pages.mjs [--decisions 1000000] [--systems 1000] [--alerts 10000] [--rounds 3] [--pages overview,stops]
//     [--keep DIR] [--profile DIR]
// With --keep the data of an earlier run stand in DIR and are used again, where there are some. With --profile the service writes there what
// its processor time went into (for Chromium's tools), and so does each page.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runnerImport } from 'vite';
import { FIRST, fill, KEEPER, READER } from './console/fill.mjs';
import { processorMs } from './console/processor.mjs';

const { values } = parseArgs({
  options: {
    decisions: { type: 'string', default: '1000000' },
    systems: { type: 'string', default: '1000' },
    alerts: { type: 'string', default: '10000' },
    rounds: { type: 'string', default: '3' },
    pages: { type: 'string' },
    keep: { type: 'string' },
    profile: { type: 'string' },
  },
});
const [decisions, systems, alerts, rounds] = ['decisions', 'systems', 'alerts', 'rounds'].map((name) =>
  Number(values[name]),
);
/** What a page may take until it can be used, ms (issue of the console). */
const MOST_MS = 1_000;

const folder = values.keep ?? mkdtempSync(join(tmpdir(), 'tribune-bench-console-'));
mkdirSync(folder, { recursive: true });
const dataDir = join(folder, 'data');
const madeFile = join(folder, 'made.json');
if (!existsSync(madeFile)) writeFileSync(madeFile, JSON.stringify(await fill(dataDir, { decisions, systems, alerts })));
const made = JSON.parse(readFileSync(madeFile, 'utf8'));

const profiling = values.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${values.profile}`];
const main = fileURLToPath(new URL('../dist/bundle/main.js', import.meta.url));
const service = spawn(process.execPath, [...profiling, main, 'serve', '--data', dataDir, '--port', '0'], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
const ended = new Promise((done) => service.once('exit', done));
// A page that does not come ends the bench, and the service with it.
process.once('exit', () => service.kill('SIGTERM'));
const home = await new Promise((done, fail) => {
  service.once('exit', (code) => fail(new Error(`the service ended with ${code}`)));
  createInterface({ input: service.stdout }).on('line', (line) => {
    const port = /https?:\/\/[^\s:]+:(\d+)/.exec(line)?.[1];
    if (port !== undefined) done(`http://localhost:${port}`);
  });
});

// A service that was just started reads its log anew; people come to one that did.
const CALM = 0.15;
const LOOK_MS = 2_000;
const MOST_LOOKS = 90;
for (let look = 0, busy = 1; busy > CALM && look < MOST_LOOKS; look++) {
  const before = processorMs(service.pid);
  await new Promise((done) => setTimeout(done, LOOK_MS));
  const after = processorMs(service.pid);
  busy = (after.own + after.below - before.own - before.below) / LOOK_MS;
}

const deployment = encodeURIComponent(made.deployment);
const group = encodeURIComponent(JSON.stringify({ sex: 'f' }));
/** What stands below every search, however far it came. */
const FOUND = /records looked at/;
const PAGES = {
  overview: ['/console/', 'What needs you'],
  system: [`/console/systems/${made.system}?deployment=${deployment}`, 'Groups and their gaps'],
  series: [`/console/series?deployment=${deployment}&requirement=parity&group=${group}`, 'Block to'],
  alerts: ['/console/alerts', 'Looked after by'],
  'all alerts': ['/console/alerts?view=all', 'Looked after by'],
  incidents: ['/console/incidents', 'Incidents'],
  'incident plans': ['/console/incidents?view=plans', 'Readiness'],
  stops: ['/console/stops', 'Programs listening'],
  audits: ['/console/audits', 'Entries read'],
  audit: [`/console/audits/${made.audit}`, 'People audited'],
  decision: [`/console/decisions?id=${FIRST}`, 'No witness vouches'],
  policies: ['/console/policies', 'Named in the registry'],
  policy: [`/console/policies/edit?deployment=${deployment}`, 'is valid'],
  ledger: ['/console/ledger', 'Check every entry now'],
  registry: ['/console/registry', 'Deployment'],
  channels: ['/console/settings?tab=channels', 'nobody is told'],
  retention: ['/console/settings?tab=retention', 'erase'],
  'ledger settings': ['/console/settings?tab=ledger', 'What may be changed, and by whom'],
  alert: ['/console/alerts/1', 'Who looks after it'],
  incident: [`/console/incidents/${made.incident}`, 'under the digest'],
  'incident plan': [`/console/incidents/plan?system=${made.system}`, 'Save the plan'],
  stop: [`/console/stops/${made.stop}`, 'Against the stop'],
  'form of an audit': ['/console/audits?run=true', 'Run the audit'],
  // What is watched taken together, which is asked for by a click on the overview.
  fleet: ['/console/', 'more stand no worse than these', { click: 'All that is watched, taken together' }],
  'search, all': ['/console/decisions?find=true', FOUND],
  'search, outcome': ['/console/decisions?find=true&outcome=1', FOUND],
  'search, deployment': [`/console/decisions?find=true&deployment=${deployment}`, FOUND],
  'search, group': [`/console/decisions?find=true&deployment=${deployment}&group=${group}`, FOUND],
  'search, nothing': ['/console/decisions?find=true&route=fallback', FOUND],
  jobs: ['/console/jobs', 'Entries not read yet', { as: KEEPER }],
  people: ['/console/settings', 'What each role is for', { as: KEEPER }],
  keys: ['/console/settings?tab=keys', 'Last used', { as: KEEPER }],
};
const asked = values.pages?.split(',') ?? Object.keys(PAGES);
const unknown = asked.filter((name) => !(name in PAGES));
if (unknown.length > 0)
  throw new Error(`no such page: ${unknown.join(', ')}; there are ${Object.keys(PAGES).join(', ')}`);

const { module } = await runnerImport(fileURLToPath(new URL('../test/support/render-png.ts', import.meta.url)));
const browser = await module.startBrowser();
const visitors = new Map();
let page;
let inside;

/** Signs somebody in, in a window of their own, where they have not come yet. */
async function come(who) {
  if (!visitors.has(who.name)) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    page = await context.newPage();
    await page.goto(`${home}/sign-in?next=/console/`);
    await page.fill('#name', who.name);
    await page.fill('#password', who.password);
    await page.click('button[type="submit"]');
    await page.waitForURL(`${home}/console/**`);
    inside = await context.newCDPSession(page);
    await inside.send('Performance.enable');
    await inside.send('Profiler.enable');
    visitors.set(who.name, { page, inside });
  }
  ({ page, inside } = visitors.get(who.name));
}

/** Processor time of the page's own thread since its document began, ms. */
async function threadMs() {
  const { metrics } = await inside.send('Performance.getMetrics');
  const of = (wanted) => 1_000 * (metrics.find(({ name }) => name === wanted)?.value ?? 0);
  return { all: of('TaskDuration'), script: of('ScriptDuration') };
}

async function open(path, ready, click) {
  let at = performance.now();
  await page.goto(`${home}${path}`, { waitUntil: 'commit' });
  if (click !== undefined) {
    await page.getByText(click).first().waitFor({ timeout: 60_000 });
    await page.waitForFunction(() => document.querySelector('.wait') === null, null, { timeout: 60_000 });
    at = performance.now();
    await page.getByText(click).first().click();
  }
  await page.getByText(ready).first().waitFor({ timeout: 60_000 });
  await page.waitForFunction(() => document.querySelector('.wait') === null, null, { timeout: 60_000 });
  // Two frames after the last change the page answers to keys.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  return performance.now() - at;
}

const answers = () =>
  page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .filter(({ initiatorType }) => initiatorType === 'fetch')
      .map(({ name, duration, encodedBodySize }) => ({
        path: new URL(name).pathname,
        ms: duration,
        kB: encodedBodySize / 1_000,
      })),
  );

const median = (list) => Math.round(list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)]);
const rows = [];
for (const name of asked) {
  const [path, ready, { as = READER, click } = {}] = PAGES[name];
  await come(as);
  const visits = [];
  // The first visit fetches and compiles the code of the page.
  await open(path, ready, click);
  for (let round = 0; round < rounds; round++) {
    if (values.profile !== undefined) await inside.send('Profiler.start');
    const before = [processorMs(service.pid), await threadMs()];
    const ms = await open(path, ready, click);
    const after = [processorMs(service.pid), await threadMs()];
    if (values.profile !== undefined) {
      const { profile } = await inside.send('Profiler.stop');
      writeFileSync(join(values.profile, `${name}-${round}.cpuprofile`), JSON.stringify(profile));
    }
    // Another document counts from nothing.
    const since = (key) => (after[1][key] < before[1][key] ? after[1][key] : after[1][key] - before[1][key]);
    visits.push({
      ...{ ms, service: after[0].own - before[0].own, database: after[0].below - before[0].below },
      ...{ thread: since('all'), script: since('script'), answers: await answers() },
    });
  }
  const slowest = visits.flatMap((visit) => visit.answers).toSorted((a, b) => b.ms - a.ms)[0];
  const largest = visits.flatMap((visit) => visit.answers).toSorted((a, b) => b.kB - a.kB)[0];
  const of = (key) => median(visits.map((visit) => visit[key]));
  rows.push({
    ...{ page: name, ms: of('ms'), service: of('service'), database: of('database'), thread: of('thread') },
    ...{ script: of('script'), slowest: slowest?.path, 'its ms': Math.round(slowest?.ms ?? 0) },
    ...{ largest: largest?.path, kB: Math.round(largest?.kB ?? 0) },
  });
  console.error(JSON.stringify(rows.at(-1)));
}
console.table(rows);
const slow = rows.filter(({ ms }) => ms > MOST_MS).map((row) => row.page);
console.log(JSON.stringify({ decisions, systems, alerts, rounds, cpus: cpus().length, over1s: slow }));
await browser.close();
service.kill('SIGTERM');
await ended;
if (values.keep === undefined) rmSync(folder, { recursive: true, force: true });
