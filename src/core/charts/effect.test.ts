import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ChartElement, effectChart, printSvg } from './index.js';

const walk = (tree: ChartElement): ChartElement[] => [
  tree,
  ...tree.children.flatMap((child) => (typeof child === 'string' ? [] : walk(child))),
];
const frame = { key: 'k', title: 't', description: 'd', xLabel: 'duration', yLabel: 'score' };
const label = fc.oneof(fc.string({ unit: 'binary', maxLength: 80 }), fc.constantFrom('<script>', '', '\u05d0 \u202e'));
const value = fc.oneof(fc.double({ min: -5, max: 5, noNaN: true }), fc.constantFrom(0, 1e-300, 1e12, -1e12));

describe('effect chart', () => {
  it('draws only finite coordinates and escapes every label, whatever the data', () => {
    const chart = fc.integer({ min: 0, max: 8 }).chain((points) => {
      const row = fc.array(value, { minLength: points, maxLength: points });
      const some = fc.array(fc.option(value), { minLength: points, maxLength: points });
      return fc.record({
        key: label,
        title: label,
        description: label,
        xLabel: label,
        yLabel: label,
        points: fc.oneof(
          row.map((numbers) => numbers.sort((a, b) => a - b)),
          fc.array(label, { minLength: points, maxLength: points }),
        ),
        series: fc.array(fc.record({ label, y: some }), { maxLength: 9 }),
        people: fc.array(row, { maxLength: 5 }),
        fromZero: fc.boolean(),
        width: fc.constantFrom(340, 760),
      });
    });
    fc.assert(
      fc.property(chart, (given) => {
        expect(printSvg(effectChart(given))).not.toMatch(/NaN|Infinity|undefined|<script/);
      }),
      { numRuns: 150 },
    );
  });

  it('draws a straight line for a linear effect', () => {
    const tree = effectChart({ ...frame, points: [0, 10], series: [{ label: 'all', y: [0, 1] }] });
    const curve = walk(tree).find(({ attrs }) => attrs['stroke-width'] === 2);
    // Plot from 60 to 732 across, from 224 up to 34.
    expect(curve?.attrs.d).toBe('M60,224L732,34');
  });

  it('breaks a curve where a group has no number instead of drawing zero', () => {
    const tree = effectChart({ ...frame, points: [0, 1, 2, 3, 4], series: [{ label: 'all', y: [1, 2, null, 4, 5] }] });
    const curve = walk(tree).find(({ attrs }) => attrs['stroke-width'] === 2);
    expect(String(curve?.attrs.d).match(/M/g)).toHaveLength(2);
  });

  it('breaks a curve between two points where nothing is known', () => {
    const series = [{ label: 'all', y: [1, 2, 2, 4], joined: [true, false, true] }];
    const curve = walk(effectChart({ ...frame, points: [0, 1, 2, 3], series })).find(
      ({ attrs }) => attrs['stroke-width'] === 2,
    );
    expect(String(curve?.attrs.d).match(/M/g)).toHaveLength(2);
  });

  it('joins no categories with lines', () => {
    const tree = effectChart({
      ...frame,
      points: ['own', 'rent'],
      series: [{ label: 'all', y: [1, 2] }],
      people: [[1, 2]],
    });
    expect(walk(tree).filter(({ tag }) => tag === 'circle')).toHaveLength(3);
    expect(walk(tree).some(({ attrs }) => attrs['stroke-opacity'] !== undefined)).toBe(false);
  });

  const labelsOf = (points: readonly string[], width: number) => {
    const tree = effectChart({ ...frame, width, points, series: [{ label: 'all', y: points.map((_, i) => i) }] });
    const texts = walk(tree).filter(({ tag, children }) => tag === 'text' && points.includes(String(children.at(-1))));
    const angles = texts.map(({ attrs }) => /rotate\((-?\d+)/.exec(String(attrs.transform ?? ''))?.[1] ?? '0');
    return { names: texts.map(({ children }) => children.at(-1)), angles: [...new Set(angles)] };
  };

  it('writes the names of categories whole: level where they fit, else slanting or upright', () => {
    const jobs = ['Adm-clerical', 'Armed-Forces', 'Craft-repair', 'Exec-managerial', 'Handlers-cleaners', 'Sales'];
    expect(labelsOf(['own', 'rent', 'free'], 340)).toEqual({ names: ['own', 'rent', 'free'], angles: ['0'] });
    expect(labelsOf([...jobs, 'Tech-support', 'Transport-moving'], 760)).toEqual({
      names: [...jobs, 'Tech-support', 'Transport-moving'],
      angles: ['-45'],
    });
    const more = jobs.flatMap((job) => [job, `${job} 2`, `${job} 3`]);
    expect(labelsOf(more, 340)).toEqual({ names: more, angles: ['-90'] });
  });

  it('writes every second or third name where even upright ones would touch, and keeps the axis title clear of them', () => {
    const places = Array.from({ length: 60 }, (_, i) => `Municipality ${i}`);
    expect(labelsOf(places, 340)).toEqual({ names: places.filter((_, i) => i % 4 === 0), angles: ['-90'] });
    const tree = effectChart({ ...frame, points: places, series: [{ label: 'all', y: places.map(() => 1) }] });
    const texts = walk(tree).filter(({ tag }) => tag === 'text');
    const title = texts.find(({ children }) => children.at(-1) === 'duration');
    expect(Number(title?.attrs.y)).toBeGreaterThan(280 - 56 + 10 + 80);
  });

  it('says so when there is nothing to draw', () => {
    expect(printSvg(effectChart({ ...frame, points: [], series: [] }))).toContain('No curve to show');
  });
});
