// Joins the modules of the command line into a few files, dist/bundle: Node opens, parses and links one file after another, and a small audit
// spent a fifth of its time on that. What is imported lazily stays a file of its own. Of the packages only those below are joined, and without
// the parts that nobody uses: they are small in the end, and loading them whole took as long as reading 100,000 rows. The programs of worker
// threads are joined as well, each at its place in dist, by which it is opened: a thread of one file starts in a third of the processor time.
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, sep } from 'node:path';
import process from 'node:process';
import { rolldown } from 'rolldown';

const JOINED_PACKAGES = ['zod', 'yaml'];

const root = join(import.meta.dirname, '..');
const [src, dist] = [join(root, 'src'), join(root, 'dist')];
const folder = join(dist, 'bundle');
const draft = join(dist, `bundle.${process.pid}`);

/** Modules know their own place by `import.meta.url`; joined, that is the place of the whole, which stands in this folder. */
const ownPlaces = (folder) => ({
  name: 'own-places',
  transform(code, id) {
    if (!code.includes('import.meta')) return null;
    if (/import\.meta\b(?!\.url\b)/.test(code)) throw new Error(`${id}: only import.meta.url is known in the bundle`);
    const place = relative(folder, builtOf(id)).replaceAll('\\', '/');
    return code.replaceAll('import.meta.url', `new URL(${JSON.stringify(place)}, import.meta.url).href`);
  },
});

const builtOf = (id) => (id.startsWith(src + sep) ? join(dist, relative(src, id)).replace(/\.ts$/, '.js') : id);
const isPath = (id) => /^[./]/.test(id) || /^[A-Za-z]:/.test(id);
const isJoined = (id) => JOINED_PACKAGES.some((name) => id === name || id.startsWith(`${name}/`));

/** Joins what the inputs import. */
const joined = (input, folder) =>
  rolldown({
    input,
    platform: 'node',
    external: (id) => !isPath(id) && !isJoined(id),
    resolve: { extensionAlias: { '.js': ['.ts', '.js'] } },
    plugins: [ownPlaces(folder)],
    onLog(level, log) {
      if (level === 'warn') throw new Error(`the bundle: ${log.message}`);
    },
  });

const bundle = await joined({ main: join(dist, 'apps/cli/main.js') }, folder);
await bundle.write({ dir: draft, format: 'esm', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' });
writeFileSync(join(draft, 'LICENSES.txt'), JOINED_PACKAGES.map(licence).join('\n'));
rmSync(folder, { recursive: true, force: true });
renameSync(draft, folder);

// From the source: what stands at their places is what an earlier build joined.
const threads = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('-worker.ts'));
for (const name of threads) {
  const file = builtOf(join(src, name));
  const program = await joined(join(src, name), dirname(file));
  await program.write({ file, format: 'esm', codeSplitting: false });
  await program.close();
  // It told of the program alone.
  rmSync(`${file}.map`, { force: true });
}

/** The terms of a joined package, which go with every copy of it. */
function licence(name) {
  const about = createRequire(import.meta.url).resolve(`${name}/package.json`);
  const { version } = JSON.parse(readFileSync(about, 'utf8'));
  return `${name} ${version}\n\n${readFileSync(join(dirname(about), 'LICENSE'), 'utf8')}`;
}
