import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { axisOver } from './scale.js';
import { SMALL_FONT_SIZE, textWidth } from './text.js';

const width = (label: string): number => textWidth(label, SMALL_FONT_SIZE);

describe('labels along an axis', () => {
  it('are fewer where they are long: none runs into the next', () => {
    const axis = axisOver([0, 1], { kind: 'linear', unit: 'share', range: [0, 200], ticks: 10 });
    expect(axis.ticks.map((tick) => tick.label)).toEqual(['0 %', '50 %', '100 %']);
  });

  it('stay where they stand above one another', () => {
    const axis = axisOver([0, 1], { kind: 'linear', unit: 'share', range: [200, 0], ticks: 10, upright: true });
    expect(axis.ticks).toHaveLength(11);
  });

  it('stand clear of one another for any values, unit and width', () => {
    const value = fc.double({ noNaN: true, min: -1e9, max: 1e9 });
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 4 }),
        fc.constantFrom('linear' as const, 'log' as const),
        fc.constantFrom('share' as const, 'points' as const, 'number' as const),
        fc.integer({ min: 40, max: 700 }),
        (values, kind, unit, room) => {
          const { ticks } = axisOver(values, { kind, unit, range: [24, 24 + room] });
          for (let i = 1; i < ticks.length; i++) {
            const halves = (width(ticks[i]!.label) + width(ticks[i - 1]!.label)) / 2;
            expect(Math.abs(ticks[i]!.at - ticks[i - 1]!.at)).toBeGreaterThan(halves);
          }
        },
      ),
    );
  });
});
