// `npm start`: audits the sample that ships with the project and writes the report. Its verdict is "fail" by design of the data, so the
// exit code of the audit (1) is told, not returned: the start itself worked.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import process from 'node:process';

const main = 'dist/apps/cli/main.js';
if (!existsSync(main)) {
  const built = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], {
    stdio: 'inherit',
  });
  if (built.status !== 0) process.exit(built.status ?? 1);
}
console.log(
  'Auditing the sample: 6,172 people scored by COMPAS (Broward County, Florida, 2013-2014), examples/compas\n',
);
const args = [main, 'audit', 'examples/compas/people.csv', '--policy', 'examples/compas/policy.yaml', '--out', 'out'];
const audit = spawnSync(process.execPath, args, { stdio: 'inherit' });
if (audit.status === null || ![0, 1, 3].includes(audit.status)) process.exit(audit.status ?? 1);
console.log(
  `\nIn a build this audit would exit ${audit.status} (0 pass, 1 fail, 2 wrong use or data, 3 not enough evidence).`,
);
console.log(
  'Open out/report.html. Next: npx tribune why out/audit.json, npx tribune policy init YOUR.csv, docs/guides/first-audit.md',
);
