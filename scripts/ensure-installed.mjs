// `npm start` and `npm test` work in a fresh clone: install what the lock file names when it is not there yet.
import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, statSync } from 'node:fs';
import process from 'node:process';

const marker = 'node_modules/.package-lock.json';
const fresh = existsSync(marker) && statSync(marker).mtimeMs >= statSync('package-lock.json').mtimeMs - 1000;
if (!fresh) {
  // npm ci empties the folder that a link leads to, under the feet of whoever owns it.
  if (lstatSync('node_modules', { throwIfNoEntry: false })?.isSymbolicLink()) {
    console.error(
      'node_modules is a link to a folder that does not fit the lock file. Remove the link, then try again.',
    );
    process.exit(1);
  }
  console.error('Installing dependencies (once) ...');
  const done = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], {
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (done.status !== 0) {
    console.error('npm ci failed. Check that the package registry can be reached, then try again.');
    process.exit(done.status ?? 1);
  }
}
