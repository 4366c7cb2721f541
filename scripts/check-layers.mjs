// Runs dependency-cruiser and also fails when it saw no modules: with an unknown TypeScript it reports "no violations (0 modules)" and exits 0.
import { createRequire } from 'node:module';
import process from 'node:process';
import { cruise } from 'dependency-cruiser';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import { folderCircles } from './folder-circles.mjs';
import { largeRooms } from './large-rooms.mjs';

const FEWEST_MODULES = 50;
const config = createRequire(import.meta.url)('../.dependency-cruiser.cjs');
const { output } = await cruise(
  ['src', 'console/src'],
  { ruleSet: { forbidden: config.forbidden }, validate: true, ...config.options },
  undefined,
  { tsConfig: extractTSConfig('tsconfig.json') },
);
const { violations, totalCruised } = output.summary;
for (const v of violations) console.error(`${v.rule.severity} ${v.rule.name}: ${v.from} -> ${v.to}`);
for (const name of new Set(violations.map((v) => v.rule.name))) {
  console.error(`  ${name}: ${config.forbidden.find((r) => r.name === name)?.comment}`);
}
if (totalCruised < FEWEST_MODULES) {
  console.error(`layers: saw only ${totalCruised} modules; the check itself is broken`);
  process.exit(1);
}
const circles = folderCircles(output.modules);
for (const steps of circles) console.error(`error folders that lean on each other:\n  ${steps.join('\n  ')}`);
const large = largeRooms('src/domain');
for (const { room, lines, most } of large) {
  console.error(
    `error ${room} has ${lines} lines of source, more than ${most}: a room of the domain that large is two rooms`,
  );
}
console.log(`layers: ${totalCruised} modules, ${violations.length} violations, ${circles.length} circles of folders`);
process.exit(violations.length || circles.length || large.length ? 1 : 0);
