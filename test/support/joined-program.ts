import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { rolldown } from 'rolldown';

const root = resolve(import.meta.dirname, '../..');

export interface JoinedProgram {
  readonly path: string;
  /** Path of a file that was joined as well, to be loaded before the program. */
  readonly before: string | null;
  remove(): void;
}

/**
 * A program among the tests as JavaScript, with all of the source that it imports in a few files and each program of a thread in one: a process
 * that is started again and again to be killed spends more than a second on opening and linking two thousand. No bundler stands between it
 * and the signal.
 *
 * @param name such as `crash/acts/child.ts`
 * @param before a file among the tests that each thread imports first: threads are given no options of Node
 */
export async function joinedProgram(name: string, before: string | null = null): Promise<JoinedProgram> {
  const top = mkdtempSync(join(tmpdir(), 'tribune-js-'));
  symlinkSync(join(root, 'node_modules'), join(top, 'node_modules'));
  writeFileSync(join(top, 'package.json'), '{"type":"module"}');
  const source = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' });
  for (const file of source.filter((each) => each.endsWith('.json'))) {
    copyFileSync(join(root, 'src', file), placeOf(join(top, 'src', file)));
  }
  const first = before === null ? null : join(root, 'test', before);
  const within = await joinFile({ program: join(root, 'test', name) }, join(top, 'program'), top);
  if (first !== null) await joinFile({ before: first }, join(top, 'before'), top);
  // Threads are found by the names of their programs, beside the modules that open them by their places.
  const threads = source.filter((each) => each.endsWith('-worker.ts')).map((each) => join('src', each));
  for (const file of threads) if (within.has(dirname(join(root, file)))) await joinThread(file, first, top);
  return {
    path: join(top, 'program', 'program.js'),
    before: first && join(top, 'before', 'before.js'),
    remove: () => rmSync(top, { recursive: true, force: true }),
  };
}

async function joinThread(file: string, first: string | null, top: string): Promise<void> {
  const [name, folder] = [file.slice(file.lastIndexOf('/') + 1, -'.ts'.length), dirname(join(top, file))];
  let input = join(root, file);
  if (first !== null) {
    const both = [first, input].map((each) => `import ${JSON.stringify(each)};`).join('\n');
    input = placeOf(join(folder, `${name}.both.ts`));
    writeFileSync(input, both);
  }
  await joinFile({ [name]: input }, folder, top);
}

/** Gives the folders of all modules that were joined. */
async function joinFile(input: Record<string, string>, folder: string, top: string): Promise<ReadonlySet<string>> {
  const bundle = await rolldown({
    input,
    platform: 'node',
    external: (id) => !/^[./]/.test(id),
    resolve: { extensionAlias: { '.js': ['.ts', '.js'] } },
    // The package says of its source that importing does nothing; the import of a test that cuts writes off does.
    treeshake: { moduleSideEffects: () => true },
    plugins: [knowsItsPlace(folder, top)],
  });
  const { output } = await bundle.write({
    dir: folder,
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: '[name]-[hash].js',
  });
  await bundle.close();
  return new Set(output.flatMap((one) => (one.type === 'chunk' ? one.moduleIds.map((id) => dirname(id)) : [])));
}

/** A module that is joined with others knows the place where it would stand alone, beside the threads and the data. */
const knowsItsPlace = (folder: string, top: string) => ({
  name: 'knows-its-place',
  transform(code: string, id: string) {
    if (!code.includes('import.meta.url')) return null;
    const place = relative(folder, join(top, relative(root, id))).replace(/\.ts$/, '.js');
    return code.replaceAll('import.meta.url', `new URL(${JSON.stringify(place)}, import.meta.url).href`);
  },
});

function placeOf(path: string): string {
  mkdirSync(dirname(path), { recursive: true });
  return path;
}
