import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ChartElement, forceChart, printSvg, waterfallChart } from './index.js';

const label = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 120 }),
  fc.constantFrom('<script>alert(1)</script>', '\u05d0\u05d1 \u202e', '"\'&', '', 'x'.repeat(200)),
);
const value = fc.oneof(
  fc.double({ min: -5, max: 5, noNaN: true }),
  fc.constantFrom(0, 1e-300, -1e-300, 1e12, -1e12, 5e-324),
);
const steps = fc.array(fc.record({ label, detail: label, value }), { maxLength: 40 });
const chart = fc
  .record({ key: label, title: label, description: label, axisLabel: label, base: fc.record({ label, value }), steps })
  .chain((given) =>
    fc.constantFrom(340, 760).map((width) => {
      const end = given.steps.reduce((sum, step) => sum + step.value, given.base.value);
      return { ...given, width, end: { label: 'score', value: end }, bound: { label: 'cutoff', value: 0.5 } };
    }),
  );

const walk = (tree: ChartElement): ChartElement[] => [
  tree,
  ...tree.children.flatMap((child) => (typeof child === 'string' ? [] : walk(child))),
];

describe.each([
  ['waterfall', waterfallChart],
  ['force', forceChart],
] as const)('%s chart', (name, draw) => {
  it('draws only finite coordinates and escapes every label, whatever the data', () => {
    fc.assert(
      fc.property(chart, (given) => {
        const svg = printSvg(draw(given));
        expect(svg).not.toMatch(/NaN|Infinity|undefined|<script/);
      }),
      { numRuns: 150 },
    );
  });

  it('draws every step to its length, from the average to the score', () => {
    const tree = draw({
      key: name,
      title: 't',
      description: 'd',
      axisLabel: 'score',
      base: { label: 'average', value: 0 },
      end: { label: 'score', value: 2 },
      steps: [
        { label: 'a', value: 4 },
        { label: 'b', value: -2 },
      ],
    });
    const bars = walk(tree).filter((each) => each.tag === 'path' && String(each.attrs.d).endsWith('Z'));
    const lengthOf = (bar: ChartElement): number => {
      const xs = [...String(bar.attrs.d).matchAll(/[ML]([\d.-]+),/g)].map((match) => Number(match[1]));
      return Math.max(...xs) - Math.min(...xs);
    };
    const [a, b] = bars.map(lengthOf);
    expect(bars.length).toBeGreaterThanOrEqual(2);
    expect(a! / b!).toBeCloseTo(2, 1);
  });

  it('says so when there is nothing to draw', () => {
    const nothing = {
      key: 'k',
      title: 't',
      description: 'd',
      axisLabel: 'a',
      base: { label: 'b', value: 1 },
      end: { label: 'e', value: 1 },
      steps: [],
    };
    expect(printSvg(draw(nothing))).toContain('No contributions to show');
  });
});
