import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ChartElement,
  calibrationChart,
  chartClassRules,
  dumbbellChart,
  forestChart,
  frontierChart,
  heatmapChart,
  idOf,
  printSvg,
  printSvgFile,
  timelineChart,
  toElements,
} from './index.js';
import { textWidth } from './text.js';

const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

const label = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 250 }),
  fc.constantFrom(
    '<script>alert(1)</script>',
    '\u05d0\u05d1\u05d2 \u202e',
    '\u{1f469}\u200d\u{1f467}',
    '"\'&',
    '\u0000\u0008',
    'x'.repeat(200),
    '',
  ),
);
const value = fc.oneof(
  fc.constant(null),
  fc.double({ min: 0, max: 1, noNaN: true }),
  fc.constantFrom(0, 1, -1e308, 1e308, 5e-324, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
);
const status = fc.constantFrom('ok' as const, 'insufficient' as const, 'undefined' as const);
const n = fc.oneof(fc.nat(), fc.constant(0), fc.constant(1e15));
const frame = fc.record({ key: label, title: label, description: label });
const unit = fc.constantFrom('share' as const, 'number' as const, 'points' as const, 'amount' as const);
const width = fc.constantFrom(340, 760);

const row = fc.record({
  label,
  estimate: value,
  lower: value,
  upper: value,
  n,
  status,
  role: fc.constantFrom('reference' as const, 'breach' as const, null),
});
const bound = fc.record({ value: fc.double({ min: -10, max: 10, noNaN: true }), label });
const section = fc.record({
  heading: label,
  rows: fc.array(row, { maxLength: 60 }),
  reference: fc.option(bound),
  bounds: fc.array(bound, { maxLength: 2 }),
});
const point = fc.record({ x: value, y: value });
const moment = fc.integer({ min: 0, max: 4e12 });

const charts: Record<string, fc.Arbitrary<ChartElement>> = {
  forest: fc
    .record({
      frame,
      unit,
      width,
      axisLabel: label,
      scale: fc.constantFrom('linear' as const, 'log' as const),
      sections: fc.array(section, { maxLength: 3 }),
    })
    .map(({ frame: own, ...rest }) => forestChart({ ...own, ...rest })),
  dumbbell: fc
    .record({
      frame,
      unit,
      width,
      axisLabel: label,
      rows: fc.array(fc.record({ label, from: fc.record({ label, value }), to: fc.record({ label, value }), status }), {
        maxLength: 20,
      }),
    })
    .map(({ frame: own, ...rest }) => dumbbellChart({ ...own, ...rest, ends: ['lowest', 'highest'] })),
  heatmap: fc
    .record({
      frame,
      unit,
      rowHeading: label,
      columnHeading: label,
      rows: fc.array(label, { maxLength: 8 }),
      columns: fc.array(label, { maxLength: 8 }),
      cells: fc.array(fc.array(fc.option(fc.record({ value, n, status })), { maxLength: 8 }), { maxLength: 8 }),
      pivot: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
    })
    .map(({ frame: own, ...rest }) => heatmapChart({ ...own, ...rest })),
  calibration: fc
    .record({
      frame,
      width,
      panels: fc.array(
        fc.record({
          label,
          n,
          points: fc.array(fc.record({ meanScore: value, observed: value, lower: value, upper: value, n }), {
            maxLength: 10,
          }),
        }),
        { maxLength: 6 },
      ),
    })
    .map(({ frame: own, ...rest }) => calibrationChart({ ...own, ...rest, minGroupSize: 30 })),
  frontier: fc
    .record({
      frame,
      width,
      xLabel: label,
      yLabel: label,
      xUnit: unit,
      yUnit: unit,
      series: fc.array(fc.record({ label, points: fc.array(point, { maxLength: 30 }) }), { maxLength: 8 }),
      marks: fc.array(
        fc.record({
          kind: fc.constantFrom('current' as const, 'best' as const),
          label,
          x: fc.double({ noNaN: true }),
          y: value,
        }),
        { maxLength: 3 },
      ),
    })
    .map(({ frame: own, ...rest }) => frontierChart({ ...own, ...rest })),
  timeline: fc
    .record({
      frame,
      width,
      yLabel: label,
      unit: fc.oneof(unit, fc.constant('evidence' as const)),
      points: fc.array(fc.record({ at: moment, value, lower: value, upper: value, anew: fc.boolean() }), {
        maxLength: 40,
      }),
      bounds: fc.array(bound, { maxLength: 2 }),
      spans: fc.array(
        fc.record({ from: moment, to: moment, kind: fc.constantFrom('firing' as const, 'no-data' as const) }),
        { maxLength: 3 },
      ),
      moments: fc.array(fc.record({ at: moment, label }), { maxLength: 2 }),
      bandLabel: label,
      movingBound: fc.record({ label, steps: fc.array(fc.record({ at: moment, value }), { maxLength: 5 }) }),
    })
    .map(({ frame: own, ...rest }) => timelineChart({ ...own, ...rest })),
};

const walk = (tree: ChartElement): ChartElement[] => [
  tree,
  ...tree.children.flatMap((child) => (typeof child === 'string' ? [] : walk(child))),
];

describe.each(Object.entries(charts))('%s chart, whatever the data', (_, chart) => {
  it('draws only finite coordinates', () => {
    fc.assert(
      fc.property(chart, (tree) => {
        for (const { tag, attrs } of walk(tree)) {
          const drawn = tag === 'title' || tag === 'desc' ? {} : attrs;
          for (const each of Object.values(drawn)) expect(String(each)).not.toMatch(/NaN|Infinity|undefined|null/);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('escapes everything and leaves no character that XML forbids', () => {
    fc.assert(
      fc.property(chart, (tree) => {
        const markup = printSvg(tree);
        expect(markup).not.toContain('<script');
        // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these must not occur.
        expect(markup).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/);
        expect(markup).not.toMatch(LONE_SURROGATE);
        const tags = markup.match(/<\/?[a-z]+/gi) ?? [];
        const open = tags.filter((tag) => !tag.startsWith('</')).length;
        const closedAtOnce = markup.match(/\/>/g)?.length ?? 0;
        expect(tags.length - open + closedAtOnce).toBe(open);
      }),
      { numRuns: 60 },
    );
  });

  it('is an image with a name and a description', () => {
    fc.assert(
      fc.property(chart, (tree) => {
        const [title, desc] = tree.children as [ChartElement, ChartElement];
        expect(tree.attrs.role).toBe('img');
        expect(tree.attrs['aria-labelledby']).toBe(`${title.attrs.id} ${desc.attrs.id}`);
      }),
      { numRuns: 30 },
    );
  });

  it('gives the same bytes twice', () => {
    fc.assert(
      fc.property(chart, (tree) => {
        expect(printSvgFile(tree)).toBe(printSvgFile(structuredClone(tree)));
      }),
      { numRuns: 10 },
    );
  });
});

describe('forest chart', () => {
  const base = { key: 'k', title: 't', description: 'd', axisLabel: 'rate', unit: 'share' as const };
  const one = { label: 'A', estimate: 0.5, lower: 0.4, upper: 0.6, n: 100, status: 'ok' as const, role: null };
  const draw = (
    ...rows: (typeof one | (Omit<typeof one, 'estimate' | 'status'> & { estimate: null; status: 'undefined' }))[]
  ) => forestChart({ ...base, sections: [{ heading: 'h', rows, reference: null, bounds: [] }] });

  it.each([
    [760, 170_086.46, '170,086 [168,263 to 171,910]'],
    [340, 170_086.46, '170,086 [168,263 to 171,910]'],
    [760, 87_960_930_222.4, '87,960,930,222 [87,960,928,398 to 87,960,932,046]'],
    [340, 87_960_930_222.4, '87,960,930,222'],
  ])('%d wide gives amounts such as %d the room that their text needs', (width, estimate, shown) => {
    const row = { ...one, estimate, lower: estimate - 1823.93, upper: estimate + 1823.45, n: 1_200_000 };
    const tree = forestChart({
      ...base,
      unit: 'amount',
      width,
      sections: [{ heading: 'h', rows: [row, { ...row, label: 'B' }], reference: null, bounds: [] }],
    });
    const texts = walk(tree).filter((each) => each.tag === 'text');
    const numbers = texts.find((each) => each.children.includes(shown))!;
    const start = Number(numbers.attrs.x) - textWidth(shown, 12);
    expect(start).toBeGreaterThanOrEqual(0);
    // Marks of a stacked chart stand below the numbers, not beside them.
    const marks = walk(tree).filter(
      (each) => each.tag === 'circle' && Math.abs(Number(each.attrs.cy) - Number(numbers.attrs.y)) < 8,
    );
    for (const { attrs } of marks) expect(Number(attrs.cx) + Number(attrs.r)).toBeLessThan(start);
    const count = texts.find((each) => each.children.includes('1,200,000'))!;
    expect(Number(numbers.attrs.x)).toBeLessThan(Number(count.attrs.x) - textWidth('1,200,000', 12));
  });

  it('writes a value that lies next to the bound on its side of it, and its column with as many decimals', () => {
    const rows = [
      { ...one, estimate: 0.39998, lower: 0.39, upper: 0.41 },
      { ...one, label: 'B' },
    ];
    const bounds = [{ value: 0.4, label: 'bound: at least 40 %' }];
    const shown = printSvg(forestChart({ ...base, sections: [{ heading: 'h', rows, reference: null, bounds }] }));
    expect(shown).toContain('39.998 [39.000, 41.000] %');
    expect(shown).toContain('50.000 [40.000, 60.000] %');
  });

  it('says so when there is nothing to draw', () => {
    expect(printSvg(draw())).toContain('No groups to show');
  });

  it('writes n/a and draws no mark for what cannot be estimated', () => {
    const tree = draw({ ...one, estimate: null, status: 'undefined' });
    expect(printSvg(tree)).toContain('n/a');
    expect(walk(tree).filter((each) => each.tag === 'circle')).toHaveLength(0);
  });

  it('draws a group with too few people hollow, not only grey', () => {
    const few = forestChart({
      ...base,
      sections: [{ heading: 'h', rows: [{ ...one, status: 'insufficient' }], reference: null, bounds: [] }],
    });
    const dot = walk(few).find((each) => each.tag === 'circle');
    expect(dot?.attrs.fill).toContain('--t-surface');
    expect(dot?.attrs.stroke).toContain('--t-weak');
  });

  it('cuts a long label and keeps the whole of it as its tooltip', () => {
    const long = `A${'b'.repeat(200)}`;
    const tree = draw({ ...one, label: long });
    const cut = walk(tree).find((each) => each.tag === 'text' && each.children.length === 2);
    const [tooltip, shown] = cut!.children as [ChartElement, string];
    expect(tooltip.children).toEqual([long]);
    expect(shown).toMatch(/^Ab+\u2026$/);
  });

  it('isolates a right-to-left label', () => {
    const tree = draw({ ...one, label: '\u05e7\u05d1\u05d5\u05e6\u05d4' });
    expect(walk(tree).some((each) => each.attrs['unicode-bidi'] === 'isolate')).toBe(true);
  });
});

describe('printers', () => {
  const tree = forestChart({
    key: 'k',
    title: 'A & B',
    description: 'd',
    axisLabel: 'rate',
    unit: 'share',
    sections: [
      {
        heading: 'h',
        rows: [{ label: '<b>', estimate: 0.5, lower: 0.4, upper: 0.6, n: 9, status: 'ok', role: null }],
        reference: null,
        bounds: [],
      },
    ],
  });

  it('the element printer gives the same tree as the text printer', () => {
    const reprinted = toElements<ChartElement>(tree, (tag, props, ...children) => ({
      tag,
      attrs: Object.fromEntries(
        Object.entries(props).map(([name, each]) => [
          /^(viewBox|aria-)/.test(name) ? name : name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
          each,
        ]),
      ),
      children,
    }));
    expect(printSvg(reprinted)).toBe(printSvg(tree));
  });

  it('a file has literal colours of its theme, a page has variables with fallbacks or without', () => {
    expect(printSvgFile(tree, 'dark')).not.toContain('var(');
    expect(printSvg(tree)).toContain('var(--t-ink, #1b2026)');
    expect(printSvg(tree, { colours: 'variables' })).toContain('var(--t-ink)');
  });

  it('a file that follows the reader is light by attribute and dark by rule, for every colour in it', () => {
    const markup = printSvgFile(tree, 'auto');
    expect(markup).not.toContain('var(');
    const rules = new Set(
      /@media \(prefers-color-scheme:dark\)\{(.*)\}<\/style>/.exec(markup)?.[1]?.match(/\.[a-z0-9-]+(?=\{)/g),
    );
    const used = [...markup.matchAll(/class="([^"]+)"/g)].flatMap((found) => found[1]?.split(' ') ?? []);
    expect(new Set(used.map((name) => `.${name}`))).toEqual(rules);
    expect(used).toContain('fill-surface');
  });

  it('classes stand for attributes that have a rule, and for no other', () => {
    const markup = printSvg(tree, { colours: 'classes' });
    const rules = chartClassRules();
    const used = [...markup.matchAll(/class="([^"]+)"/g)].flatMap((found) => found[1]?.split(' ') ?? []);
    expect(used.length).toBeGreaterThan(5);
    for (const name of used) expect(rules).toContain(`.${name}{`);
  });

  it('different keys give different ids', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
        fc.pre(a !== b);
        expect(idOf(a, 'x')).not.toBe(idOf(b, 'x'));
      }),
    );
  });
});
