import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, describe, expect, it } from 'vitest';
import { dataFolder } from './support/store.js';
import { transpiledSource } from './support/transpile.js';

const js = transpiledSource();
afterAll(() => js.remove());

/** Waits for a line on standard input, tries the lock, says what came of it, and holds it until the input ends. */
const PROGRAM = `
const { lockFolder } = await import(process.argv[2]);
process.stdin.setEncoding('utf8').once('data', () => {
  try { lockFolder(process.argv[3]); console.log('got'); } catch (cause) { console.log(cause.code); }
});
process.stdin.on('end', () => process.exit());
console.log('here');
`;

function contender(folder: string): { child: ChildProcess; says: () => Promise<string> } {
  const lock = join(js.path, 'adapters/data-folder/lock.js');
  const child = spawn(process.execPath, ['--input-type=module', '-e', PROGRAM, '-', lock, folder], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  return { child, says: async () => String((await lines.next()).value) };
}

describe('the lock of a data folder', () => {
  it('that a killed process left goes to exactly one of many who come at once', async () => {
    const folder = dataFolder();
    const first = contender(folder.path);
    expect(await first.says()).toBe('here');
    first.child.stdin!.write('go\n');
    expect(await first.says()).toBe('got');
    first.child.kill('SIGKILL');
    await once(first.child, 'exit');
    expect(existsSync(join(folder.path, 'service.lock'))).toBe(true);

    const many = Array.from({ length: 6 }, () => contender(folder.path));
    for (const { says } of many) expect(await says()).toBe('here');
    for (const { child } of many) child.stdin!.write('go\n');
    const answers = await Promise.all(many.map(({ says }) => says()));
    expect(answers.toSorted()).toEqual([...Array(5).fill('STORE_LOCKED'), 'got']);
    expect(readdirSync(folder.path)).toEqual(['service.lock']);
    for (const { child } of many) child.stdin!.end();
    await Promise.all(many.map(({ child }) => (child.exitCode === null ? once(child, 'exit') : null)));
    folder.remove();
  });

  it('that is damaged is taken over', async () => {
    const folder = dataFolder();
    for (const text of ['', 'nonsense', '{"pid":"x"}', 'null']) {
      writeFileSync(join(folder.path, 'service.lock'), text);
      const { lockFolder } = await import('../../src/adapters/data-folder/lock.js');
      const release = lockFolder(folder.path);
      expect(JSON.parse(readFileSync(join(folder.path, 'service.lock'), 'utf8'))).toMatchObject({ pid: process.pid });
      release();
      expect(readdirSync(folder.path)).toEqual([]);
    }
    folder.remove();
  });
});
