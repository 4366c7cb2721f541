import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareReplay } from './compare.js';

const V = `sha256:${'1'.repeat(64)}`;
const RECORDED = { score: 0.6, outcome: 1, type: 'binary', cutoff: 0.5, route: 'automatic', version: V } as const;
const IN_FORCE = { version: V, cutoff: 0.5 };
const SCORED = { raw: 0.4054651081081644, linked: 0.6, byPlace: false };
const compare = (recorded: object = {}, inForce: object = {}, scored: object = {}, tolerance = 0) =>
  compareReplay({ ...RECORDED, ...recorded }, { ...IN_FORCE, ...inForce }, { ...SCORED, ...scored }, tolerance);
const kinds = ({ differences }: ReturnType<typeof compareReplay>) => differences.map(({ of }) => of);

describe('a decision that is run again', () => {
  it('is the same to the bit, with nothing to say', () => {
    expect(compare()).toEqual({ equal: true, replayed: { score: 0.6, outcome: 1 }, scale: 'linked', differences: [] });
  });

  it('differs by the last bit of its score, unless a tolerance is stated', () => {
    const scored = { linked: 0.6000000000000001 };
    expect(compare({}, {}, scored)).toMatchObject({ equal: false, differences: [{ of: 'score', recorded: 0.6 }] });
    expect(compare({}, {}, scored, 1e-12)).toMatchObject({ equal: true, differences: [] });
  });

  it('is compared on the scale of the recorded score', () => {
    const raw = compare({ score: SCORED.raw, cutoff: 0.41 }, { cutoff: 0.41 });
    expect(raw).toMatchObject({ scale: 'raw', replayed: { score: SCORED.raw, outcome: 0 }, equal: false });
    expect(kinds(raw)).toEqual(['outcome']);
  });

  it('decides 1 at the cutoff itself', () => {
    expect(compare({ cutoff: 0.6 }, { cutoff: 0.6 })).toMatchObject({ equal: true, replayed: { outcome: 1 } });
  });

  it('says what the registry has otherwise, and is the same all the same', () => {
    const found = compare({}, { version: `sha256:${'2'.repeat(64)}`, cutoff: 0.7 }, { byPlace: true });
    expect([found.equal, kinds(found)]).toEqual([true, ['inputs', 'version', 'cutoff']]);
  });

  it.each([
    ['reviewed', 0, 'the model alone decides otherwise'],
    ['fallback', 1, 'the model alone decides the same'],
  ] as const)('takes nothing that was %s for the work of the model', (route, outcome, detail) => {
    const found = compare({ route, outcome });
    expect(found.equal).toBe(true);
    expect(found.differences).toMatchObject([{ of: 'route', detail: expect.stringContaining(detail) }]);
  });

  it('compares no outcome without a cutoff, of another type, or of an abstention', () => {
    expect(kinds(compare({ cutoff: null }, { cutoff: null }))).toEqual(['cutoff']);
    expect(compare({ type: 'amount', outcome: null }).replayed.outcome).toBeNull();
    expect(kinds(compare({ outcome: null }))).toEqual(['outcome']);
  });

  it('is never the same where nothing was compared', () => {
    expect(compare({ score: null, cutoff: null }, { cutoff: null }).equal).toBeNull();
    expect(compare({ score: null, outcome: null }).equal).toBeNull();
    expect(compare({ score: null, route: 'reviewed' }).equal).toBeNull();
    expect(compare({ score: null }).equal).toBe(true);
  });

  it('is the same if and only if score and outcome are, whatever they are', () => {
    const number = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(number, number, number, fc.constantFrom(0 as const, 1 as const), (score, linked, cutoff, outcome) => {
        const found = compare({ score, outcome, cutoff }, { cutoff }, { linked, raw: linked });
        const isSame = score === linked && outcome === (linked >= cutoff ? 1 : 0);
        expect(found.equal).toBe(isSame);
        expect(found.differences.length === 0).toBe(isSame);
      }),
    );
  });
});
