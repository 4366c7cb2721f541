import { expect, it } from 'vitest';
import { digestLines, fleetLine, type PrintedDigest, type PrintedNode } from './digest-text.js';

const day = { from: '2026-03-18T00:00:00.000Z', to: '2026-03-19T00:00:00.000Z' };
const leaf = (sex: string, eValue: number | null, isFinding = false): PrintedNode => ({
  ...{ kind: 'series', name: null, day: null, eValue, isFinding, children: [] },
  series: { group: { sex }, reference: { sex: 'm' } },
  counts: { series: 1, tested: eValue === null ? 0 : 1, findings: isFinding ? 1 : 0 },
});
const place = (kind: string, name: string, children: readonly PrintedNode[]): PrintedNode => {
  const total = (of: 'series' | 'tested' | 'findings') => children.reduce((sum, { counts }) => sum + counts[of], 0);
  const counts = { series: total('series'), tested: total('tested'), findings: total('findings') };
  const weighed = children.reduce((sum, one) => sum + (one.eValue ?? 0) * one.counts.tested, 0);
  const eValue = counts.tested === 0 ? null : weighed / counts.tested;
  return {
    kind,
    name,
    day: kind === 'requirement' ? day : null,
    series: null,
    eValue,
    counts,
    isFinding: false,
    children,
  };
};
const digest = (deployment: string, leaves: readonly PrintedNode[], notTested = 0): PrintedDigest => ({
  ...{ deployment, falseDiscoveryRate: 0.1, notTested },
  tree: place('deployment', deployment, [place('attributes', 'sex', [place('requirement', 'gap', leaves)])]),
});

it('names what was found on a day, and what was not looked at', () => {
  expect(digestLines(digest('loans', [leaf('f', 242.9, true), leaf('x', 0.39), leaf('d', null)], 1))).toEqual([
    '  digest: 1 of 2 series had a broken bound on the last day; at most 10 % of such findings are false, in expectation',
    '    gap  f against m  2026-03-18, evidence 242',
    '  1 series of other kinds than rates: no evidence of a day',
  ]);
  expect(digestLines(digest('loans', [leaf('f', 2)]))[0]).toContain('no series had a broken bound');
  expect(digestLines(digest('loans', [leaf('f', null)]))).toEqual(['  digest: no series was tested on a day yet']);
});

it('weighs all series of the fleet alike', () => {
  const two = [digest('loans', [leaf('f', 31), leaf('x', 1)]), digest('cards', [leaf('f', 4)])];
  expect(fleetLine(two)).toBe('all deployments together: evidence 12 that some bound was broken, of 3 series');
  expect(fleetLine(two.slice(1))).toBeNull();
  expect(fleetLine([digest('loans', [leaf('f', null)]), digest('cards', [])])).toBeNull();
});
