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
import { dirname, join, resolve } from 'node:path';
import ts from 'typescript';

const root = resolve(import.meta.dirname, '../../..');
/** The wings on which a service stands, whole: a list of rooms would be wrong with the next one. */
const WINGS = ['data', 'core', 'domain', 'adapters'];

/** The source as JavaScript, for a process that is killed: no bundler stands between it and the signal. */
export function transpiledSource(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'tribune-js-'));
  symlinkSync(join(root, 'node_modules'), join(path, 'node_modules'));
  writeFileSync(join(path, 'package.json'), '{"type":"module"}');
  for (const folder of WINGS) {
    for (const file of readdirSync(join(root, 'src', folder), { recursive: true, encoding: 'utf8' })) {
      if (file.endsWith('.json')) copy(join(root, 'src', folder, file), join(path, folder, file));
      if (!file.endsWith('.ts') || file.endsWith('.test.ts')) continue;
      const source = readFileSync(join(root, 'src', folder, file), 'utf8');
      const { outputText } = ts.transpileModule(source, {
        compilerOptions: { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext, verbatimModuleSyntax: true },
      });
      const target = join(path, folder, file.replace(/\.ts$/, '.js'));
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, outputText);
    }
  }
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

function copy(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(from, to);
}
