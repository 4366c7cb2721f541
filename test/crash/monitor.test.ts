import { afterAll, describe, expect, it } from 'vitest';
import { createGenerator } from '../../src/core/stats/index.js';
import { dataFolder } from '../decisions/support/store.js';
import { joinedProgram } from '../support/joined-program.js';
import type { Victim } from './crash.js';
import { Watched } from './monitor/rounds.js';

/** 3 in every normal run, as a round takes ten seconds; TRIBUNE_MONITOR_CRASH_ROUNDS=50 for the guide of the live monitor. */
const rounds = Number(process.env.TRIBUNE_MONITOR_CRASH_ROUNDS ?? 3);
const seed = Number(process.env.TRIBUNE_CRASH_SEED ?? 20261129);
const SECONDS_A_ROUND = 60;
const VICTIMS: readonly Victim[] = ['service', 'postgres', 'both'];
/** Hours that are sent at least, so that alerts begin and end. */
const LEAST_HOURS = 30;

const folders = [dataFolder(), dataFolder()] as const;
afterAll(() => {
  for (const folder of folders) folder.remove();
});

describe('kill -9 of a service that watches what it is sent', () => {
  it(
    `${rounds} times: the same counts, states, changes and alerts as of one that nobody killed, bit for bit`,
    async () => {
      const program = await joinedProgram('crash/monitor/child.ts');
      try {
        const killed = new Watched(program.path, folders[0].path);
        const generator = createGenerator(seed);
        for (let round = 0; round < rounds; round++) {
          await killed.round(VICTIMS[round % VICTIMS.length]!, () => generator.nextUniform());
          if (rounds > 3) console.log(`${round + 1} of ${rounds} rounds`);
        }
        const untilHour = Math.max(killed.hour, LEAST_HOURS);
        const seen = await killed.finish(untilHour);
        const undisturbed = new Watched(program.path, folders[1].path);
        const expected = await undisturbed.finish(untilHour);
        if (rounds > 3)
          console.log({
            ...{ rounds, hours: untilHour + 1, counts: seen.counts, changes: seen.changes.length },
            ...{ alerts: seen.entries.length, isSame: JSON.stringify(seen) === JSON.stringify(expected) },
          });
        expect(seen).toEqual(expected);
        expect(seen.entries).toContain('alert.fired');
        expect(seen.entries).toContain('alert.resolved');
        // Facts about the data and series of the data themselves are among what is compared.
        for (const id of ['quality.volume', 'quality.sameInputs'])
          expect(seen.changes.filter((change) => change.includes(id) && change.includes('firing'))).not.toEqual([]);
        expect([...killed.problems, ...undisturbed.problems]).toEqual([]);
      } finally {
        program.remove();
      }
    },
    (rounds + 2) * SECONDS_A_ROUND * 1000,
  );
});
