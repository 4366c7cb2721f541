import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS } from '../base/durations.js';
import { type ChartElement, printSvg, type TimelinePoint, timelineChart } from './index.js';
import { textWidth } from './text.js';

const START = Date.UTC(2025, 11, 30);
const base = {
  key: 'k',
  title: 't',
  description: 'd',
  yLabel: 'Difference',
  unit: 'points' as const,
  bounds: [{ value: -0.05, label: 'bound' }],
  spans: [],
};
const walk = (tree: ChartElement): ChartElement[] => [
  tree,
  ...tree.children.flatMap((child) => (typeof child === 'string' ? [] : walk(child))),
];
const textsOf = (tree: ChartElement): string[] =>
  walk(tree)
    .filter(({ tag }) => tag === 'text')
    .flatMap(({ children }) => children.filter((child) => typeof child === 'string'));
const every = (step: number, n: number, value: (i: number) => number): TimelinePoint[] =>
  Array.from({ length: n }, (_, i) => ({ at: START + i * step, value: value(i) }));

describe('timeline chart', () => {
  it.each([
    [
      'days, with the year where it changes',
      every(DAY_MS, 5, () => 0),
      ['30 Dec 2025', '31 Dec', '1 Jan 2026', '2 Jan'],
    ],
    ['hours, with the day where it changes', every(HOUR_MS, 37, () => 0), ['30 Dec 2025', '12:00', '31 Dec']],
    ['months', every(DAY_MS * 30, 8, () => 0), ['Jan 2026', 'Mar', 'May', 'Jul']],
    ['years', every(DAY_MS * 365, 8, () => 0), ['2026', '2028', '2030']],
  ])('writes %s', (_, points, labels) => {
    expect(textsOf(timelineChart({ ...base, points }))).toEqual(expect.arrayContaining(labels));
  });

  it('draws of a year of minutes no more than the pixels show, and loses no peak', () => {
    const points = every(60_000, 525_600, (i) => (i === 300_007 ? 30 : 1));
    const shown = printSvg(timelineChart({ ...base, unit: 'evidence', points, bounds: [] }));
    expect(shown.length).toBeLessThan(60_000);
    const alone = printSvg(
      timelineChart({ ...base, unit: 'evidence', points: points.slice(300_000, 300_010), bounds: [] }),
    );
    const highest = (markup: string): number =>
      Math.min(...[...markup.matchAll(/[ML](?:[\d.]+),([\d.]+)/g)].map(([, y]) => Number(y)));
    expect(highest(shown)).toBe(highest(alone));
  });

  it.each([200, 340, 760])('has labels of time that stand apart, %d wide', (width) => {
    for (const days of [1, 2, 5, 10, 29, 45, 90, 200, 400, 1000]) {
      const tree = timelineChart({ ...base, width, points: every(HOUR_MS, days * 24 + 1, () => 0) });
      const labels = walk(tree).filter(({ attrs }) => attrs['text-anchor'] === 'middle');
      expect(labels.length).toBeGreaterThan(0);
      const last = labels.at(-1)!;
      expect(Number(last.attrs.x) + textWidth(String(last.children.at(-1)), 12) / 2).toBeLessThanOrEqual(width);
      for (const [i, { attrs, children }] of labels.slice(1).entries()) {
        const before = labels[i]!;
        const halves = (textWidth(String(children.at(-1)), 12) + textWidth(String(before.children.at(-1)), 12)) / 2;
        expect(Number(attrs.x) - Number(before.attrs.x)).toBeGreaterThan(halves);
      }
    }
  });

  it('names powers of ten beside evidence', () => {
    const points = every(DAY_MS, 9, (i) => i * Math.LN10);
    expect(textsOf(timelineChart({ ...base, unit: 'evidence', points, bounds: [] }))).toEqual(
      expect.arrayContaining(['1', '100', '10,000', '1,000,000', '1e8']),
    );
  });

  it('leads no line over a moment at which counting began anew', () => {
    const points = every(DAY_MS, 6, (i) => i / 100).map((point, i) => ({ ...point, anew: i === 3 }));
    const path = walk(timelineChart({ ...base, points })).find(({ attrs }) => attrs['stroke-linejoin'] === 'round')!;
    expect(String(path.attrs.d).match(/M/g)).toHaveLength(2);
  });
});
