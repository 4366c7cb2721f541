// `npm start`: audits the sample that ships with the project and writes the report, then runs the control plane with the sample
// replayed as a live stream until Ctrl-C. `npm start -- --once` ends after the audit. The verdict is "fail" by design of the data, so
// the exit code of the audit (1) is told, not returned: the start itself worked.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

const main = 'dist/apps/cli/main.js';
const words = process.argv.slice(2);
const once = words.includes('--once');

/** File systems keep times more coarsely than the clock. */
const CLOCK_MS = 2000;

const changedAtMs = (folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .reduce((last, name) => Math.max(last, statSync(join(folder, name)).mtimeMs), 0);

if (!existsSync(main) || statSync(main).mtimeMs < changedAtMs('src')) {
  const built = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], {
    stdio: 'inherit',
  });
  if (built.status !== 0) process.exit(built.status ?? 1);
}
console.log(
  'Auditing the sample: 6,172 people scored by COMPAS (Broward County, Florida, 2013-2014), examples/compas\n',
);
const startedAtMs = Date.now();
const args = [main, 'audit', 'examples/compas/people.csv', '--policy', 'examples/compas/policy.yaml', '--out', 'out'];
const audit = spawnSync(process.execPath, args, { stdio: 'inherit' });
// A program that breaks down exits 1, too: only a verdict has written its result.
const judged = statSync('out/audit.json', { throwIfNoEntry: false });
const isVerdict = [0, 1, 3].includes(audit.status) && judged !== undefined && judged.mtimeMs >= startedAtMs - CLOCK_MS;
if (!isVerdict) process.exit(audit.status || 1);
console.log(
  `\nIn a build this audit would exit ${audit.status} (0 pass, 1 fail, 2 wrong use or data, 3 not enough evidence).`,
);
console.log(
  'Open out/report.html. Next: npx tribune why out/audit.json, npx tribune policy init YOUR.csv, docs/guides/first-audit.md',
);
if (!once) {
  console.log(
    '\nStarting the control plane with the same people as a live stream (npm start -- --once leaves it out) ...',
  );
  // In this very process: signals meant for npm start reach the service without anyone passing them on.
  process.argv = [process.execPath, main, 'demo', ...words];
  await import(`../${main}`);
}
