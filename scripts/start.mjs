// `npm start`: audits the sample that ships with the project and writes the report, then runs the control plane with the sample
// replayed as a live stream until Ctrl-C. `npm start -- --once` ends after the audit. The verdict is "fail" by design of the data, so
// the exit code of the audit (1) is told, not returned: the start itself worked.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { BUILD_STEPS } from './build-steps.mjs';

const main = 'dist/bundle/main.js';
const words = process.argv.slice(2);
const onlyOnce = words.includes('--once');

/** File systems keep times more coarsely than the clock. */
const CLOCK_MS = 2000;
const PARENT_CHECKED_MS = 250;

const changedAtMs = (folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(tsx?|css|html|svg)$/.test(name) && !/\.test\.tsx?$/.test(name))
    .reduce((last, name) => Math.max(last, statSync(join(folder, name)).mtimeMs), 0);

/** npm runs us in a shell, and passes a SIGTERM to that shell alone: when our parent is another, we are meant, too. */
const parent = process.ppid;
const watch = setInterval(() => {
  if (process.ppid === parent) return;
  clearInterval(watch);
  process.kill(process.pid, 'SIGTERM');
}, PARENT_CHECKED_MS);
watch.unref();

/** Runs a step to its end and gives its exit code. A signal ends the step and us. */
async function step(...args) {
  const child = spawn(process.execPath, args, { stdio: 'inherit' });
  let ended = null;
  const end = (signal) => {
    ended ??= signal;
    child.kill(signal);
  };
  const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'];
  for (const signal of signals) process.on(signal, end);
  const [code] = await once(child, 'exit');
  for (const signal of signals) process.off(signal, end);
  if (ended !== null) process.exit(128 + constants.signals[ended]);
  return code;
}

// The console is built last: where it is missing, a build was cut short after the rest.
const isWhole = existsSync(main) && existsSync('dist/console/index.html');
if (!isWhole || statSync(main).mtimeMs < Math.max(changedAtMs('src'), changedAtMs('console'))) {
  console.error('Building the project (once, up to a minute) ...');
  for (const program of BUILD_STEPS) {
    const code = await step(...program);
    if (code !== 0) process.exit(code ?? 1);
  }
}
console.log(
  'Auditing the sample: 6,172 people scored by COMPAS (Broward County, Florida, 2013-2014), examples/compas\n',
);
const startedAtMs = Date.now();
const args = ['audit', 'examples/compas/people.csv', '--policy', 'examples/compas/policy.yaml', '--out', 'out'];
const audit = await step(main, ...args);
// A program that breaks down exits 1, too: only a verdict has written its result.
const judged = statSync('out/audit.json', { throwIfNoEntry: false });
const isVerdict = [0, 1, 3].includes(audit) && judged !== undefined && judged.mtimeMs >= startedAtMs - CLOCK_MS;
if (!isVerdict) process.exit(audit || 1);
console.log(
  `\nIn a build this audit would exit ${audit} (0 pass, 1 fail, 2 wrong use or data, 3 not enough evidence).`,
);
console.log(
  'Open out/report.html. Next: npx tribune why out/audit.json, npx tribune policy init YOUR.csv, docs/guides/first-audit.md',
);
if (!onlyOnce) {
  console.log(
    '\nStarting the control plane with the same people as a live stream (npm start -- --once leaves it out) ...',
  );
  // In this very process: signals meant for npm start reach the service without anyone passing them on.
  process.argv = [process.execPath, main, 'demo', ...words];
  await import(`../${main}`);
}
