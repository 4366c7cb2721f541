// Joins the modules of the command line into a few files, dist/bundle: Node opens, parses and links one file after another, and a small audit
// spent a fifth of its time on that. What is imported lazily stays a file of its own. Packages are not joined, and neither are the programs of worker
// threads: they are opened by their place in dist, which every module in the bundle goes on knowing.
import { renameSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import process from 'node:process';
import { rolldown } from 'rolldown';

const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');
const folder = join(dist, 'bundle');
const draft = join(dist, `bundle.${process.pid}`);

/** Modules know their own place by `import.meta.url`; in the bundle that is the place of the bundle. */
const ownPlaces = {
  name: 'own-places',
  transform(code, id) {
    if (!code.includes('import.meta')) return null;
    if (/import\.meta\b(?!\.url\b)/.test(code)) throw new Error(`${id}: only import.meta.url is known in the bundle`);
    const place = relative(folder, id).replaceAll('\\', '/');
    return code.replaceAll('import.meta.url', `new URL(${JSON.stringify(place)}, import.meta.url).href`);
  },
};

const bundle = await rolldown({
  input: { main: join(dist, 'apps/cli/main.js') },
  platform: 'node',
  external: (id) => !/^[./]/.test(id) && !/^[A-Za-z]:/.test(id),
  plugins: [ownPlaces],
  onLog(level, log) {
    if (level === 'warn') throw new Error(`the bundle: ${log.message}`);
  },
});
await bundle.write({ dir: draft, format: 'esm', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' });
rmSync(folder, { recursive: true, force: true });
renameSync(draft, folder);
