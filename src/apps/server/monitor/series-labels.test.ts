import { describe, expect, it } from 'vitest';
import { labelsOf } from './series-labels.js';

const place = { deployment: 'loans', requirement: 'gap', component: null };
const group = (values: Record<string, string | null>) =>
  labelsOf({ ...place, series: { group: values, reference: null } });

describe('labels of a series', () => {
  it('name the attributes and their values', () => {
    const series = { group: { sex: 'f', race: null }, reference: { sex: 'm', race: 'a' } };
    expect(labelsOf({ ...place, component: 'false_positive_rate', series })).toEqual({
      deployment: 'loans',
      requirement: 'gap:false_positive_rate',
      attribute: 'sex + race',
      group: 'f + (unknown)',
      reference: 'm + a',
    });
  });

  it('are other ones for every other series', () => {
    const all: Record<string, string | null>[] = [
      { sex: null },
      { sex: 'unknown' },
      { sex: '(unknown)' },
      { sex: '\\(unknown)' },
      { sex: '' },
      { sex: '""' },
      { sex: 'a + b' },
      { sex: 'a', race: 'b' },
      { 'sex + race': 'a', b: 'c' },
      { sex: 'a', 'race + b': 'c' },
      { sex: 'a + b', race: 'c' },
      { sex: 'a', race: 'b + c' },
      { sex: 'a \\', race: 'b' },
      { sex: 'a', race: '\\ b' },
      {},
    ];
    const labels = all.map((values) => JSON.stringify(group(values)));
    expect(new Set(labels).size).toBe(all.length);
  });

  it('tell a reference without a value from none', () => {
    const none = labelsOf({ ...place, series: { group: { sex: 'f' }, reference: null } });
    const empty = labelsOf({ ...place, series: { group: { sex: 'f' }, reference: { sex: '' } } });
    expect([none.reference, empty.reference]).toEqual(['', '""']);
  });
});
