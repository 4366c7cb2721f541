import { describe, expect, it } from 'vitest';
import { STEPS } from '../search/index.js';
import { gradesFor, LAW, stepFamily } from './index.js';

describe('what law says of steps', () => {
  it('names every step once in every place, and says of what it does not know that it is unknown', () => {
    const all = gradesFor(STEPS);
    const families = [...new Set(STEPS.map(stepFamily))].toSorted();
    for (const { id } of LAW.places) {
      const steps = all.filter(({ place }) => place.id === id).flatMap((one) => one.steps);
      expect(steps.toSorted(), id).toEqual(families);
    }
    const unknown = all.filter(({ grade }) => grade === null);
    expect(unknown.map(({ place, steps }) => [place.id, steps])).toEqual([
      ['us-credit', ['synthesis', 'worst-group']],
      ['us-employment', ['resampling', 'synthesis', 'massaging', 'worst-group']],
      ['eu', ['resampling', 'synthesis', 'massaging', 'worst-group']],
      [
        'uk',
        [
          'none',
          'reweighing',
          'resampling',
          'synthesis',
          'massaging',
          'reductions',
          'penalty',
          'adversarial',
          'grid',
          'worst-group',
        ],
      ],
    ]);
    for (const { why, place } of unknown) expect(why, place.id).not.toBeNull();
  });

  it('leaves a step that no entry names without a grade or a reason', () => {
    const [first, ...others] = gradesFor(['none', 'prayer'], { ...LAW, places: LAW.places.slice(0, 1) });
    expect(first?.grade?.grade).toBe('low');
    expect(others).toMatchObject([{ steps: ['prayer'], grade: null, why: null }]);
  });

  it('holds a step that sees the group of whom it decides about for risky everywhere, and none for it that does not', () => {
    const high = gradesFor(STEPS).filter(({ grade }) => grade?.grade === 'high');
    expect(high).toHaveLength(LAW.places.length);
    for (const { steps } of high) expect(steps).toEqual(['repair', 'decorrelation', 'near-cutoffs', 'cutoffs']);
  });

  it('says nothing of steps that a result has not', () => {
    expect(new Set(gradesFor(['reductions-0.025', 'reductions-0.05']).flatMap(({ steps }) => steps))).toEqual(
      new Set(['reductions']),
    );
  });
});
