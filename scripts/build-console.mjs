// Builds console/ into dist/console, with each file packed beside it, as the service sends it. What the console is made of is digested, and an
// unchanged console is not built again: most builds change something else.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import process from 'node:process';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const root = join(import.meta.dirname, '..');
const folder = join(root, 'dist/console');
const digestFile = join(root, 'dist/console.digest');
const draft = join(root, `dist/console.${process.pid}`);
/** Drafts of builds that were cut short; one that was touched within the hour may be of a build that runs. */
const DRAFT = /^console\.\d+$/;
const DRAFT_MS = 3_600_000;
/** The console, what it takes from the rest of the project, and what it is built with. */
const INPUTS = [
  'console',
  'src/core/base',
  'src/core/charts',
  'src/core/ledger',
  'src/core/markup',
  'src/core/stats',
  'package-lock.json',
  'scripts/build-console.mjs',
];
const PACKED = /\.(html|js|css|svg)$/;

const digest = digestOf(INPUTS);
const isCurrent = existsSync(join(folder, 'index.html')) && readIfThere(digestFile) === digest;
if (!isCurrent) {
  removeOldDrafts();
  installWhatIsMissing();
  const { build } = await import('vite');
  await build({ root: join(root, 'console'), logLevel: 'warn', build: { outDir: draft, emptyOutDir: true } });
  pack(draft);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(root, 'dist'), { recursive: true });
  renameSync(draft, folder);
  writeFileSync(digestFile, digest);
}

function removeOldDrafts() {
  const dist = join(root, 'dist');
  for (const name of existsSync(dist) ? readdirSync(dist) : [])
    if (DRAFT.test(name) && statSync(join(dist, name)).mtimeMs < Date.now() - DRAFT_MS)
      rmSync(join(dist, name), { recursive: true, force: true });
}

function filesIn(path) {
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { withFileTypes: true })
    .filter(({ name }) => name !== 'node_modules')
    .flatMap(({ name }) => filesIn(join(path, name)))
    .sort();
}

function digestOf(inputs) {
  const hash = createHash('sha256');
  for (const file of inputs.flatMap((name) => filesIn(join(root, name)))) {
    if (/\.test\.tsx?$/.test(file)) continue;
    const bytes = readFileSync(file);
    hash.update(`${file.slice(root.length)} ${bytes.length}\n`).update(bytes);
  }
  return hash.digest('hex');
}

function readIfThere(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}

/** A clone that was updated has a lock file that names packages of the console which nobody installed yet. */
function installWhatIsMissing() {
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'console/package.json'), 'utf8'));
  const { resolve } = createRequire(join(root, 'console/package.json'));
  const isMissing = (name) => {
    const places = resolve.paths(name) ?? [];
    return !places.some((place) => existsSync(join(place, name)));
  };
  const missing = Object.keys(devDependencies).filter(isMissing);
  if (missing.length === 0) return;
  console.error(`Installing ${missing.join(', ')} for the console (once) ...`);
  const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-save'];
  const { status } = spawnSync('npm', args, {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (status !== 0) process.exit(status ?? 1);
}

/** Lays each file twice beside itself, as small as it gets: it is packed once and sent a thousand times. */
function pack(path) {
  for (const file of filesIn(path)) {
    if (!PACKED.test(file)) continue;
    const bytes = readFileSync(file);
    const quality = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
    writeFileSync(`${file}.br`, brotliCompressSync(bytes, { params: quality }));
    writeFileSync(`${file}.gz`, gzipSync(bytes, { level: constants.Z_BEST_COMPRESSION }));
  }
}
