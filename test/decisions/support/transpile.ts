import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { rolldown } from 'rolldown';
import { transformWithOxc } from 'vite';

const isInstalled = (id: string): boolean => !/^[./]/.test(id);
const root = resolve(import.meta.dirname, '../../..');
/** The wings on which a service stands, whole: a list of rooms would be wrong with the next one. */
const WINGS = ['src/data', 'src/core', 'src/domain', 'src/adapters'];

export interface TranspiledSource {
  /** Folder of the wings. */
  readonly path: string;
  /** Path of a file among the tests, as it stands beside the wings. */
  readonly test: (name: string) => string;
  /**
   * A program among the tests with all that it imports in a few files, and each program of a thread in one: a process that is started again and
   * again spends more than a second on opening and linking two thousand.
   *
   * @returns path of the program
   */
  readonly joined: (name: string) => Promise<string>;
  readonly remove: () => void;
}

/**
 * The source as JavaScript, for a process that is killed: no bundler stands between it and the signal.
 *
 * @param more folders beside the wings, such as `test/crash/acts`
 */
export async function transpiledSource(more: readonly string[] = []): Promise<TranspiledSource> {
  const top = mkdtempSync(join(tmpdir(), 'tribune-js-'));
  symlinkSync(join(root, 'node_modules'), join(top, 'node_modules'));
  writeFileSync(join(top, 'package.json'), '{"type":"module"}');
  for (const folder of [...WINGS, ...more]) {
    for (const name of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })) {
      const file = join(folder, name);
      if (file.endsWith('.json')) copyFileSync(join(root, file), placeOf(join(top, file)));
      if (!file.endsWith('.ts') || file.endsWith('.test.ts')) continue;
      const source = readFileSync(join(root, file), 'utf8');
      const { code } = await transformWithOxc(source, join(root, file), {
        lang: 'ts',
        typescript: { onlyRemoveTypeImports: true },
        sourcemap: false,
      });
      writeFileSync(placeOf(join(top, file.replace(/\.ts$/, '.js'))), code);
    }
  }
  return {
    path: join(top, 'src'),
    test: (name) => join(top, 'test', name),
    async joined(name) {
      const file = join(top, 'test', name);
      const folder = `${file}.joined`;
      const bundle = await rolldown({
        input: { program: file },
        platform: 'node',
        external: isInstalled,
        plugins: [knowsItsPlace(folder)],
      });
      await bundle.write({
        dir: folder,
        format: 'esm',
        entryFileNames: '[name].js',
        chunkFileNames: '[name]-[hash].js',
      });
      await bundle.close();
      for (const thread of threadsBelow(join(top, 'src'))) await joinInPlace(thread);
      return join(folder, 'program.js');
    },
    remove: () => rmSync(top, { recursive: true, force: true }),
  };
}

/** Programs of threads are found by their names. */
const threadsBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('-worker.js'))
    .map((name) => join(folder, name));

async function joinInPlace(file: string): Promise<void> {
  const bundle = await rolldown({
    input: file,
    platform: 'node',
    external: isInstalled,
    plugins: [knowsItsPlace(dirname(file))],
  });
  await bundle.write({ file, format: 'esm', codeSplitting: false });
  await bundle.close();
}

/** A module that is joined with others goes on knowing the place where it stood. */
const knowsItsPlace = (folder: string) => ({
  name: 'knows-its-place',
  transform: (code: string, id: string) =>
    code.includes('import.meta.url')
      ? code.replaceAll('import.meta.url', `new URL(${JSON.stringify(relative(folder, id))}, import.meta.url).href`)
      : null,
});

function placeOf(path: string): string {
  mkdirSync(dirname(path), { recursive: true });
  return path;
}
