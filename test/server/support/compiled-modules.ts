import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';

const source = resolve(import.meta.dirname, '../../../src');
const ROOMS = ['core/base', 'core/ledger', 'apps/server/pages'];

/** The modules that pages load, compiled from the source as it stands, in a folder of their own. */
export function compiledModules(): { root: URL; dir: string } {
  const dir = mkdtempSync(join(tmpdir(), 'tribune-modules-'));
  const files = ROOMS.flatMap((room) =>
    readdirSync(join(source, room), { recursive: true, encoding: 'utf8' }).map((name) => `${room}/${name}`),
  );
  for (const file of [...files]) {
    if (!file.endsWith('.ts') || file.endsWith('.test.ts')) continue;
    const { outputText } = ts.transpileModule(readFileSync(join(source, file), 'utf8'), {
      compilerOptions: { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext, verbatimModuleSyntax: true },
    });
    const target = join(dir, file.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, outputText);
  }
  return { root: pathToFileURL(`${dir}/`), dir };
}
