// Builds everything that ships: the modules, the joined command line, the console. Each step ends the build where it fails.
import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { BUILD_STEPS } from './build-steps.mjs';

for (const program of BUILD_STEPS) {
  const { status } = spawnSync(process.execPath, program, { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
