import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { createGenerator } from '../../src/core/stats/index.js';
import { openTestService, reader } from '../decisions/support/service.js';
import { dataFolder, openTestStore } from '../decisions/support/store.js';
import { joinedProgram } from '../support/joined-program.js';

/** 2 in the normal tests; TRIBUNE_CRASH_ROUNDS=12 and more elsewhere. */
const rounds = Number(process.env.TRIBUNE_CRASH_ROUNDS ?? 2);
const seed = Number(process.env.TRIBUNE_CRASH_SEED ?? 20261128);
const SECONDS_A_ROUND = 60;
const RECORDS = 240;
/** The kill comes evenly up to here after the erasure began, in times of how long the one before took. */
const WITHIN = 1.1;

const folder = dataFolder();
const program = await joinedProgram('crash/erase-child.mjs');
afterAll(() => {
  folder.remove();
  program.remove();
});

/** Resolves with what the child says after this word. */
async function says(child: ChildProcess, word: string): Promise<string> {
  const lines = createInterface({ input: child.stdout! });
  return new Promise((done, fail) => {
    lines.on('line', (line) => line.startsWith(`${word} `) && done(line.slice(word.length + 1)));
    lines.on('close', () => fail(new Error(`the child ended before it said ${word}`)));
  });
}

describe('kill -9 during an erasure', () => {
  it(
    `${rounds} times: all records go or none, under one certificate and one entry that count them all`,
    async () => {
      const generator = createGenerator(seed);
      for (let round = 0; round < rounds; round++) {
        const child = spawn(process.execPath, [program.path, folder.path, String(round)], {
          stdio: ['ignore', 'pipe', 'inherit'],
        });
        const tookMs = Number(await says(child, 'R'));
        await sleep(generator.nextUniform() * WITHIN * tookMs);
        child.kill('SIGKILL');
        await once(child, 'exit');
      }
      const store = await openTestStore(folder.path);
      const service = await openTestService(store);
      let finished = 0;
      for (let round = 0; round < rounds; round++) {
        const { decisions, erasures } = await service.subjects.export(`erased-${round}`, reader);
        expect((await service.subjects.export(`kept-${round}`, reader)).decisions).toHaveLength(RECORDS / 3);
        expect([decisions.length, erasures.map(({ records }) => records)]).toBeOneOf([
          [RECORDS, []],
          [0, [RECORDS]],
        ]);
        const [first] = (await service.subjects.export(`first-${round}`, reader)).erasures;
        expect(first?.records).toBe(RECORDS);
        for (const { ledgerIndex } of erasures) expect(ledgerIndex).toBeTypeOf('number');
        finished += erasures.length;
      }
      if (rounds > 2) console.log({ rounds, erased: finished, untouched: rounds - finished });
      await service.log.publish();
      await service.log.verify();
      await service.close();
      await store.close();
    },
    rounds * SECONDS_A_ROUND * 1000,
  );
});
