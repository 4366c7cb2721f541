import { describe, expect, it } from 'vitest';
import { type ColourName, DIVERGING_STEPS, PALETTE, type Theme } from './palette.js';

/** Relative luminance and contrast ratio as WCAG 2.2 defines them. */
function luminance(hex: string): number {
  const channel = (at: number) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

function contrast(one: string, other: string): number {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

const themes: Theme[] = ['light', 'dark'];
const TEXT = 4.5;
const MARK = 3;

describe.each(themes)('palette, %s', (theme) => {
  const value = (name: ColourName) => PALETTE[name][theme];

  it.each<ColourName>(['ink', 'muted'])('%s text stands 4.5:1 on the surface', (name) => {
    expect(contrast(value(name), value('surface'))).toBeGreaterThanOrEqual(TEXT);
  });

  it.each<ColourName>([
    'mark',
    'breach',
    'good',
    'weak',
    'series-1',
    'series-2',
    'series-3',
    'series-4',
    'series-5',
    'series-6',
  ])('%s marks stand 3:1 on the surface', (name) => {
    expect(contrast(value(name), value('surface'))).toBeGreaterThanOrEqual(MARK);
  });

  it('text in every cell of the heatmap stands 4.5:1', () => {
    for (let step = 0; step < DIVERGING_STEPS; step += 1) {
      const fill = value(`step-${step}` as ColourName);
      expect(contrast(fill, value(`step-${step}-text` as ColourName))).toBeGreaterThanOrEqual(TEXT);
    }
  });

  it('links and verdict words, which are text too, stand 4.5:1', () => {
    for (const name of ['mark', 'breach', 'good'] as const) {
      expect(contrast(value(name), value('surface'))).toBeGreaterThanOrEqual(TEXT);
    }
  });
});
