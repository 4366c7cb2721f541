import { describe, expect, it, vi } from 'vitest';
import { monitoredPolicy } from '../../../test/support/monitored-policy.js';
import { checkPolicy, parsePolicy } from '../../core/policy/index.js';
import { addDecision, emptyPane, mergePanes, observer, type Pane, paneJson, planMonitor, readPane } from './index.js';

const policyOf = (more: string, data = '') =>
  parsePolicy(monitoredPolicy({ more }).replace('  favourable: 1\n', `  favourable: 1\n${data}`)).policy;

const decisionsOf = ({ cells, places }: Pane, is = (_: readonly (string | null)[]): boolean => true): number =>
  [...cells.values()]
    .filter(({ values }) => is(values))
    .reduce((sum, { counts }) => sum + counts.subarray(0, places * (places + 1)).reduce((all, n) => all + n, 0), 0);

const inputs = (count: number, bins: number): string => {
  const edges = Array.from({ length: bins - 1 }, (_, i) => i).join(', ');
  return Array.from({ length: count }, (_, i) => `i${i}: { bins: [${edges}] }`).join(', ');
};

describe('a pane has room for', () => {
  it('fewer cells where each counts in many bins', () => {
    const plan = planMonitor(policyOf(`, drift: { reference: { first: 7d }, inputs: { ${inputs(38, 50)} } }`));
    const pane = emptyPane(plan);
    const bins = plan.histograms.map((_, i) => 52 * i);
    for (let i = 0; i < 1500; i++) addDecision(pane, { values: [`g${i}`], decided: 1, label: null, bins });
    const counts = pane.cells.size * (6 + 38 * 52);
    expect(counts).toBeLessThanOrEqual(2_000_000);
    expect(counts).toBeGreaterThan(1_990_000);
    expect(pane.uncounted.get('beyond')).toBe(1500 - pane.cells.size);
    // The same holds for what is put together.
    const sum = emptyPane(plan);
    mergePanes(sum, pane);
    expect([sum.cells.size, sum.characters, sum.uncounted]).toEqual([pane.cells.size, pane.characters, pane.uncounted]);
    expect([...sum.cells.keys()]).toEqual([...pane.cells.keys()]);
  });

  it('what others counted, cell by cell under the text that is known of it already', () => {
    const plan = planMonitor(policyOf(', causes: { version: v }'));
    const panes = [0, 1].map((first) => {
      const pane = emptyPane(plan);
      for (let i = 0; i < 100; i++)
        addDecision(pane, { values: ['f', `v${first + (i % 40)}`], decided: 1, label: null });
      return pane;
    });
    const sum = emptyPane(plan);
    const stringify = vi.spyOn(JSON, 'stringify');
    for (const pane of panes) mergePanes(sum, pane);
    expect(stringify).not.toHaveBeenCalled();
    stringify.mockRestore();
    expect([...sum.cells.keys()]).toEqual([...sum.cells.values()].map(({ values }) => JSON.stringify(values)));
    expect([sum.cells.size, decisionsOf(sum)]).toEqual([41, 200]);
  });

  it('so much text of values', () => {
    const pane = emptyPane(planMonitor(policyOf('')));
    const long = 'x'.repeat(100_000);
    for (let i = 0; i < 200; i++) addDecision(pane, { values: [`${i}${long}`], decided: 1, label: null });
    expect(JSON.stringify(paneJson(pane)).length).toBeLessThan(17 * 1024 * 1024);
    expect(pane.cells.size).toBeGreaterThan(160);
    expect(pane.uncounted.get('beyond')).toBe(200 - pane.cells.size);
  });
});

describe('declared causes', () => {
  const plan = planMonitor(policyOf(', causes: { version: v, cutoff: c, score: { column: s } }'));

  it('that differ from decision to decision take nobody out of the count of the own group', () => {
    const pane = emptyPane(plan);
    const all = 40_000;
    let again = emptyPane(plan);
    for (let i = 0; i < all; i++) {
      const values = [i % 4 === 0 ? 'f' : 'm', `v${i % 70}`, i < 10 ? null : `0.${i}`, `${i % 10}`];
      addDecision(pane, { values, decided: i % 2, label: null });
      addDecision(again, { values, decided: i % 2, label: null });
      // After a restart the same values are told apart.
      if (i % 1000 === 0) again = readPane(plan, JSON.parse(JSON.stringify(paneJson(again))));
    }
    expect(pane.uncounted.size).toBe(0);
    expect(decisionsOf(pane, ([sex]) => sex === 'f')).toBe(all / 4);
    expect(decisionsOf(pane, ([sex]) => sex === 'm')).toBe((3 * all) / 4);
    const valuesAt = (place: number) => new Set([...pane.cells.values()].map(({ values }) => values[place]));
    expect([valuesAt(1).size, valuesAt(2).size, valuesAt(3).size]).toEqual([51, 52, 10]);
    expect(valuesAt(2).has('(other)') && valuesAt(2).has(null)).toBe(true);
    expect(again).toEqual(pane);
  });

  it('are no longer split where groups would find no room', () => {
    const more = `, causes: { version: v }, drift: { reference: { first: 7d }, inputs: { ${inputs(38, 50)} } }`;
    const wide = planMonitor(policyOf(more));
    const pane = emptyPane(wide);
    const bins = wide.histograms.map((_, i) => 52 * i);
    for (let i = 0; i < 8000; i++)
      addDecision(pane, { values: [`g${i % 400}`, `v${i % 37}`], decided: 1, label: null, bins });
    expect(pane.uncounted.size).toBe(0);
    for (let i = 0; i < 400; i++) expect(decisionsOf(pane, ([group]) => group === `g${i}`)).toBe(20);
  });

  it('are read as the policy reads its own columns: the score on its scale, numbers in their notation, missing texts', () => {
    const policy = policyOf(
      ', causes: { version: v, score: { column: s } }',
      "  score: s\n  scoreScale: 100\n  cutoff: 0.5\n  decimal: comma\n  missing: ['-1', n/a]\n",
    );
    const observe = observer(policy, planMonitor(policy));
    const valuesOf = (s: string | number, v = 'a') => {
      const seen = observe((column) => ({ sex: 'f', p: '1', y: '', s, v })[column]);
      return 'observation' in seen ? seen.observation.values : seen;
    };
    expect(valuesOf('57,5')).toEqual(['f', 'a', '5']);
    expect(valuesOf('60')).toEqual(['f', 'a', '6']);
    expect(valuesOf('100')).toEqual(['f', 'a', '9']);
    expect(valuesOf('-1', 'n/a')).toEqual(['f', null, null]);
  });
});

it('refuses a policy with more bins together than a pane has room for', () => {
  const more = `, drift: { reference: { first: 7d }, inputs: { ${inputs(39, 50)} } }`;
  const checked = checkPolicy(monitoredPolicy({ more }));
  expect(checked.map(({ message }) => message).join()).toContain('drift has 2028 bins');
});
