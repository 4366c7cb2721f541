import { expect, it } from 'vitest';
import { fleetTree } from '../../../domain/monitor-review/index.js';
import { printFleet } from './print.js';

type Lines = Parameters<typeof fleetTree>[0][number]['lines'];

const member = (deployment: string, state: string, evidence: number) => ({
  deployment,
  lines: [
    {
      ...{ requirement: 'gap', component: null, series: { group: { sex: 'f' }, reference: null }, state },
      ...{ logEvidence: Math.log(evidence), logThreshold: Math.log(240) },
    },
  ] as unknown as Lines,
});

it('tells whoever may see no person what fires, and not by the order of the others who is nearest to an alarm', () => {
  const near = [member('a', 'watching', 2), member('b', 'pending', 200), member('c', 'firing', 900)];
  const far = [member('a', 'pending', 200), member('b', 'watching', 2), member('c', 'firing', 900)];
  const shown = [near, far].map((members) => printFleet({ falseAlarmsPerDay: 1, tree: fleetTree(members) }, 'groups'));
  expect(shown[0]).toEqual(shown[1]);
  expect(shown[0]).toMatchObject({
    tree: {
      state: 'firing',
      children: [{ name: 'c', state: 'firing' }, { name: 'a', state: 'watching' }, { name: 'b' }],
    },
  });
  const [full] = [near].map((members) => printFleet({ falseAlarmsPerDay: 1, tree: fleetTree(members) }, 'persons'));
  expect(full).toMatchObject({ tree: { children: [{ name: 'c' }, { name: 'b', state: 'pending' }, { name: 'a' }] } });
});
