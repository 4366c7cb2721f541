import { afterAll, describe, expect, it } from 'vitest';
import { createGenerator } from '../../src/core/stats/index.js';
import { dataFolder } from '../decisions/support/store.js';
import { crashRounds, type Victim } from './crash.js';

/** 3 in the normal tests; TRIBUNE_CRASH_ROUNDS=5 in CI, 100 for the note. */
const rounds = Number(process.env.TRIBUNE_CRASH_ROUNDS ?? 3);
const seed = Number(process.env.TRIBUNE_CRASH_SEED ?? 20261122);
const SECONDS_A_ROUND = 30;
const VICTIMS: readonly Victim[] = ['service', 'postgres', 'both'];

const folder = dataFolder();
afterAll(() => folder.remove());

describe('kill -9 under load', () => {
  it(
    `${rounds} times: nothing acknowledged is lost or counted twice, no checkpoint is retracted`,
    async () => {
      const generator = createGenerator(seed);
      const victims = Array.from({ length: rounds }, (_, i) => VICTIMS[i % VICTIMS.length]!);
      const report = await crashRounds(folder.path, victims, () => generator.nextUniform());
      if (rounds > 3) console.log(report);
      expect(report).toMatchObject({ lost: 0, double: 0, retractedHeads: 0, verdict: 'unwitnessed', problems: [] });
      expect(report.acknowledgedRecords).toBeGreaterThan(0);
      expect(report.heads).toBeGreaterThan(0);
    },
    rounds * SECONDS_A_ROUND * 1000,
  );
});
