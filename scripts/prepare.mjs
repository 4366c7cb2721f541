// npm runs this after an installation, before tests, and again before the first `npx tribune` of a clone, whose output it hides. Builds only where
// sources are newer than what was built, and says so on the terminal: a build takes half a minute.
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readdirSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { BUILD_STEPS } from './build-steps.mjs';

const root = join(import.meta.dirname, '..');
const BUILT = join(root, 'dist/bundle/main.js');
/** The console is built last: where it is missing, a build was cut short after the rest. */
const BUILT_LAST = join(root, 'dist/console/index.html');
const SETTINGS = [
  ...['package.json', 'tsconfig.json', 'tsconfig.build.json'],
  ...['scripts/build-steps.mjs', 'scripts/bundle.mjs', 'scripts/build-console.mjs'],
].map((name) => join(root, name));

function isBuilt() {
  const built = statSync(BUILT, { throwIfNoEntry: false });
  if (built === undefined || statSync(BUILT_LAST, { throwIfNoEntry: false }) === undefined) return false;
  const sources = ['src', 'console'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(root, folder, name)),
  );
  return [...SETTINGS, ...sources].every((path) => statSync(path).mtimeMs <= built.mtimeMs);
}

function tell(line) {
  try {
    const terminal = openSync(process.platform === 'win32' ? 'CON' : '/dev/tty', 'w');
    writeSync(terminal, line);
    closeSync(terminal);
  } catch {
    // Without a terminal npm shows this line where it shows the output of scripts.
    process.stderr.write(line);
  }
}

if (!isBuilt()) {
  tell('Building Tribune (once, about half a minute) ...\n');
  for (const program of BUILD_STEPS) {
    const { status } = spawnSync(process.execPath, program, { stdio: 'inherit', cwd: root });
    if (status !== 0) process.exit(status ?? 1);
  }
}
