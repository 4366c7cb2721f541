import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { exports: Record<string, unknown> };
const run = (command: string, args: string[], cwd: string): string =>
  execFileSync(command, args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    // The list of what is packed is longer than a megabyte.
    maxBuffer: 1 << 26,
    shell: process.platform === 'win32',
  });

interface Packed {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

describe('the packed tarball', () => {
  let packed: Packed;
  const folder = mkdtempSync(join(tmpdir(), 'tribune-pack-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  beforeAll(() => {
    const pack = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder, '--loglevel', 'error'];
    [packed] = JSON.parse(run('npm', pack, root).replace(/^[^[]*/, '')) as [Packed];
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'user', private: true, type: 'module' }));
    run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', `./${packed.filename}`], folder);
  }, 300_000);

  it('imports at every subpath', () => {
    const subpaths = Object.keys(manifest.exports).filter((path) => path !== './package.json');
    expect(subpaths.length).toBeGreaterThanOrEqual(7);
    const script = subpaths.map(
      (path) =>
        `const m = await import('tribune/${path.slice(2)}'); if (Object.keys(m).length === 0) throw new Error('${path} exports nothing');`,
    );
    writeFileSync(join(folder, 'imports.mjs'), script.map((line) => `{ ${line} }`).join('\n'));
    expect(() => run(process.execPath, ['imports.mjs'], folder)).not.toThrow();
  });

  it('keeps its internals unreachable', () => {
    writeFileSync(join(folder, 'internal.mjs'), "await import('tribune/dist/core/base/errors.js');");
    expect(() => run(process.execPath, ['internal.mjs'], folder)).toThrow(/ERR_PACKAGE_PATH_NOT_EXPORTED/);
  });

  it('audits its own sample by the installed command, with the exit code of a failed requirement', () => {
    const sample = join('node_modules', 'tribune', 'examples', 'compas');
    let status = 0;
    try {
      run(
        'npx',
        [
          'tribune',
          'audit',
          join(sample, 'people.csv'),
          '--policy',
          join(sample, 'policy.yaml'),
          '--out',
          'out',
          '--quiet',
        ],
        folder,
      );
    } catch (error) {
      status = (error as { status: number }).status;
    }
    expect(status).toBe(1);
    expect(existsSync(join(folder, 'out', 'report.html'))).toBe(true);
  });

  it('ships no tests, and rows of data only as examples', () => {
    expect(packed.files.length).toBeGreaterThan(100);
    const paths = packed.files.map(({ path }) => path);
    expect(paths.filter((path) => /\.test\./.test(path))).toEqual([]);
    const data = paths.filter((path) => /\.(csv|tsv|parquet|ndjson|jsonl|data)$/.test(path));
    expect(data.filter((path) => !path.startsWith('examples/'))).toEqual([]);
    expect(data).toContain('examples/compas/people.csv');
  });
});
