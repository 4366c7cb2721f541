import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, describe, expect, it } from 'vitest';
import { joinedProgram } from '../support/joined-program.js';
import { dataFolder } from './support/store.js';

const program = await joinedProgram('decisions/support/lock-child.ts');
afterAll(() => program.remove());

const MANY = 6;
const ROUNDS = 4;

function contender(folder: string): { child: ChildProcess; says: () => Promise<string> } {
  const child = spawn(process.execPath, [program.path, folder], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  return { child, says: async () => String((await lines.next()).value) };
}

/** Leaves the lock of a process that was killed. */
async function leftByKilled(folder: string): Promise<void> {
  const { child, says } = contender(folder);
  expect(await says()).toBe('here');
  child.stdin!.write('go\n');
  expect(await says()).toBe('got');
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(existsSync(join(folder, 'service.lock'))).toBe(true);
}

/** Lets many try at once; one must get the lock and leave nothing else behind. It is killed afterwards. */
async function oneOfMany(folder: string): Promise<void> {
  const many = Array.from({ length: MANY }, () => contender(folder));
  for (const { says } of many) expect(await says()).toBe('here');
  for (const { child } of many) child.stdin!.write('go\n');
  const answers = await Promise.all(many.map(({ says }) => says()));
  expect(answers.toSorted()).toEqual([...Array(MANY - 1).fill('STORE_LOCKED'), 'got']);
  expect(readdirSync(folder)).toEqual(['service.lock']);
  for (const { child } of many) child.kill('SIGKILL');
  await Promise.all(many.map(({ child }) => (child.exitCode === null ? once(child, 'exit') : null)));
}

describe('the lock of a data folder', () => {
  it('that a killed process left goes to exactly one of many who come at once', async () => {
    const folder = dataFolder();
    await leftByKilled(folder.path);
    // The winner of each round is killed, so that the next round finds another lock of the dead.
    for (let round = 0; round < ROUNDS; round++) await oneOfMany(folder.path);
    folder.remove();
  });

  it('that two killed processes left, the second while it took over, goes to exactly one as well', async () => {
    const folder = dataFolder();
    const lock = join(folder.path, 'service.lock');
    await leftByKilled(folder.path);
    writeFileSync(`${lock}.takeover`, readFileSync(lock));
    await oneOfMany(folder.path);
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
