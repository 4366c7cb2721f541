import { expect, it } from 'vitest';
import { fleetBudgetOf } from './fleet-budget.js';

const watched = (policyDigest: string, endSeq: number | null = null) => ({ policyDigest, endSeq });
const PER_DAY: Readonly<Record<string, number>> = { a: 0.1, b: 0.25 };

it('the budget of the fleet is that of all that is watched together, read once a minute, and unknown where it cannot be', async () => {
  let nowMs = 0;
  let epochs = [watched('a'), watched('a'), watched('b'), watched('b', 7)];
  const problems: string[] = [];
  const budget = fleetBudgetOf({
    store: { openEpochs: async () => epochs as never },
    policies: {
      async read(digest: string) {
        if (PER_DAY[digest] === undefined) throw new Error(`the policy ${digest} is gone`);
        return { plan: { falseAlarmsPerDay: PER_DAY[digest] } } as never;
      },
    },
    nowMs: () => nowMs,
    onProblem: ({ message }) => problems.push(message),
  });
  expect(await budget()).toEqual({ falseAlarmsPerDay: 0.45, deployments: 3 });
  epochs = [watched('b')];
  nowMs = 59_999;
  expect(await budget()).toEqual({ falseAlarmsPerDay: 0.45, deployments: 3 });
  nowMs = 60_000;
  expect(await budget()).toEqual({ falseAlarmsPerDay: 0.25, deployments: 1 });
  epochs = [watched('a'), watched('gone')];
  nowMs = 200_000;
  expect([await budget(), problems]).toEqual([null, ['the policy gone is gone']]);
});
