import { expect, it } from 'vitest';
import { addDecision, emptyPane } from '../../monitor-panes/index.js';
import { countRipe, readRipe } from './ripe-labels.js';

it('counts decisions whose time of labels was over, with and without a label, of those only who can have one', () => {
  const shape = { attributes: [], places: 2, histograms: [] };
  const pane = emptyPane(shape);
  for (const [decided, label] of [
    [1, 1],
    [1, null],
    [0, null],
    [0, 0],
    [0, null],
  ] as const)
    addDecision(pane, { values: [], decided, label });
  const [all, selected] = [
    { decisions: 10, labelled: 3 },
    { decisions: 0, labelled: 0 },
  ];
  countRipe(all, pane, shape);
  countRipe(selected, pane, { ...shape, seenFor: 1 });
  expect([all, selected]).toEqual([
    { decisions: 15, labelled: 5 },
    { decisions: 2, labelled: 1 },
  ]);
  expect(readRipe(all)).toEqual(all);
  for (const damaged of [null, {}, { decisions: 1, labelled: 2 }, { decisions: 1.5, labelled: 0 }])
    expect(readRipe(damaged)).toBeNull();
});
