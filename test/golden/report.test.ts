import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dumbbellChart, forestChart, frontierChart, heatmapChart, printSvgFile } from '../../src/core/charts/index.js';
import type { AuditResult } from '../../src/domain/audits/result/result.js';
import { renderHtml, renderJUnit, renderMarkdown, renderSarif } from '../../src/domain/documents/index.js';

const compas = JSON.parse(readFileSync(resolve(import.meta.dirname, 'compas-audit.json'), 'utf8')) as AuditResult;

describe('golden reports of the COMPAS audit', () => {
  it('HTML', () => expect(renderHtml(compas)).toMatchFileSnapshot('compas/report.html'));
  it('Markdown', () => expect(renderMarkdown(compas)).toMatchFileSnapshot('compas/summary.md'));
  it('JUnit', () => expect(renderJUnit(compas)).toMatchFileSnapshot('compas/audit.junit.xml'));
  it('SARIF', () => expect(renderSarif(compas)).toMatchFileSnapshot('compas/audit.sarif.json'));
});

describe('golden charts', () => {
  const row = { label: 'Caucasian', estimate: 0.22, lower: 0.198, upper: 0.244, n: 1281, status: 'ok', role: 'reference' } as const;
  const forest = (width: number) =>
    forestChart({
      key: `forest-${width}`,
      width,
      title: 'False positive rate by race',
      description: 'Four kinds of rows.',
      axisLabel: 'false positive rate',
      unit: 'share',
      limits: [0, 1],
      sections: [
        {
          heading: 'race',
          reference: { value: 0.22, label: 'reference: Caucasian' },
          bounds: [{ value: 0.32, label: 'bound: at most 10 pp from the reference' }],
          rows: [
            { label: 'African-American', estimate: 0.423, lower: 0.399, upper: 0.448, n: 1514, status: 'ok', role: 'breach' },
            { label: 'Asian', estimate: 0.087, lower: 0.024, upper: 0.268, n: 23, status: 'insufficient', role: null },
            row,
            { label: `A very long label \u{1f469}\u200d\u{1f52c} ${'x'.repeat(180)}`, estimate: 0.19, lower: 0.15, upper: 0.24, n: 320, status: 'ok', role: null },
            { label: '\u05e7\u05d1\u05d5\u05e6\u05d4 \u05d0\u05d7\u05ea', estimate: 0.128, lower: 0.09, upper: 0.179, n: 219, status: 'ok', role: null },
            { label: '<script>alert(1)</script>', estimate: null, lower: null, upper: null, n: 0, status: 'undefined', role: null },
          ],
        },
      ],
    });

  it.each([760, 340])('forest plot, %i wide', (width) =>
    expect(printSvgFile(forest(width))).toMatchFileSnapshot(`charts/forest-${width}.svg`));

  it('ratios on a logarithmic axis, with an open interval', () =>
    expect(
      printSvgFile(
        forestChart({
          key: 'ratio',
          title: 'Impact ratio',
          description: 'One interval has no upper end.',
          axisLabel: 'ratio to the reference',
          unit: 'number',
          scale: 'log',
          sections: [
            {
              heading: 'sex',
              reference: { value: 1, label: 'no difference' },
              bounds: [{ value: 0.8, label: 'bound: at least 0.8' }],
              rows: [
                { label: 'Female', estimate: 0.71, lower: 0.55, upper: 0.92, n: 300, status: 'ok', role: 'breach' },
                { label: 'Other', estimate: 2.1, lower: 0.4, upper: Number.POSITIVE_INFINITY, n: 8, status: 'insufficient', role: null },
              ],
            },
          ],
        }),
      ),
    ).toMatchFileSnapshot('charts/forest-ratio.svg'));

  it('dumbbell, before and after', () =>
    expect(
      printSvgFile(
        dumbbellChart({
          key: 'dumbbell',
          title: 'Selection rate before and after',
          description: 'Two groups.',
          axisLabel: 'selection rate',
          unit: 'share',
          ends: ['before', 'after'],
          limits: [0, 1],
          rows: [
            { label: 'Female', from: { label: 'March', value: 0.31 }, to: { label: 'June', value: 0.44 }, status: 'ok' },
            { label: 'Male', from: { label: 'March', value: 0.5 }, to: { label: 'June', value: 0.47 }, status: 'ok' },
            { label: 'Other', from: { label: 'March', value: 0.2 }, to: { label: 'June', value: null }, status: 'undefined' },
          ],
        }),
      ),
    ).toMatchFileSnapshot('charts/dumbbell.svg'));

  it('heatmap with blank cells', () =>
    expect(
      printSvgFile(
        heatmapChart({
          key: 'heatmap',
          title: 'Selection rate by race and sex',
          description: 'One cell has too few people, one nobody.',
          rowHeading: 'race',
          columnHeading: 'sex',
          rows: ['A', 'B'],
          columns: ['Female', 'Male'],
          cells: [
            [{ value: 0.3, n: 120, status: 'ok' }, { value: 0.6, n: 300, status: 'ok' }],
            [{ value: 0.5, n: 4, status: 'insufficient' }, null],
          ],
          pivot: 0.5,
          unit: 'share',
        }),
      ),
    ).toMatchFileSnapshot('charts/heatmap.svg'));

  it('threshold frontier', () =>
    expect(
      printSvgFile(
        frontierChart({
          key: 'frontier',
          title: 'Cutoffs and gaps',
          description: 'Two gaps over eleven cutoffs.',
          xLabel: 'cutoff',
          yLabel: 'largest gap',
          xUnit: 'number',
          yUnit: 'share',
          series: ['parity', 'opportunity'].map((label, s) => ({
            label,
            points: Array.from({ length: 11 }, (_, i) => ({ x: i / 10, y: (i * (10 - i)) / (80 + 40 * s) })),
          })),
          marks: [
            { kind: 'current', label: 'cutoff in use, 0.5', x: 0.5, y: 25 / 80 },
            { kind: 'best', label: 'best, 0.8', x: 0.8, y: 16 / 80 },
          ],
          bound: 0.1,
        }),
      ),
    ).toMatchFileSnapshot('charts/frontier.svg'));
});
