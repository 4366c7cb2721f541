import { describe, expect, it } from 'vitest';
import * as kinds from './door.js';
import { TribuneError } from './errors.js';

const { door, doorClass, doorLater, either, list, maybe, number, oneOf, record, shape, text, tuple } = kinds;

/** Message and remedy of what a call throws. */
function refusal(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    if (error instanceof TribuneError && error.code === 'INVALID_ARGUMENT') return `${error.message} | ${error.remedy}`;
    throw error;
  }
  return 'taken';
}

const options = shape(
  () => ({ favourable: oneOf(0, 1), level: maybe(number), compare: maybe(oneOf('difference', 'ratio')) }),
  { exact: true },
);
const measure = door('measure', (..._: unknown[]) => 'measured', [
  ['rates', list(number)],
  ['options', options],
]);

describe('a door', () => {
  it('passes arguments on as they came', () => {
    const given: unknown[] = [];
    const opened = door('f', (...all: unknown[]) => given.push(...all), [['a', number]]);
    opened(1, 'more');
    expect(given).toEqual([1, 'more']);
    expect(opened.name).toBe('f');
  });

  it.each([
    ['a wrong type', () => measure('x', { favourable: 1 }), 'measure: rates is "x" | Pass a list of numbers.'],
    [
      'a wrong type in a list',
      () => measure([0.1, null], { favourable: 1 }),
      'measure: rates[1] is null | Pass a number.',
    ],
    ['a missing argument', () => measure([0.1]), 'measure: options is missing | Pass an object with favourable.'],
    ['a missing option', () => measure([0.1], {}), 'measure: options.favourable is missing | Pass 0 or 1.'],
    [
      'a misspelt option',
      () => measure([0.1], { favorable: 1 }),
      'measure: options has no "favorable" | Did you mean "favourable"?',
    ],
    [
      'a misspelt word',
      () => measure([0.1], { favourable: 1, compare: 'rato' }),
      'measure: options.compare is "rato" | Did you mean "ratio"?',
    ],
    [
      'a word that is far from all',
      () => measure([0.1], { favourable: 1, compare: 'gap' }),
      'measure: options.compare is "gap" | Possible: difference, ratio.',
    ],
    ['a number for a word', () => measure([0.1], { favourable: 2 }), 'measure: options.favourable is 2 | Pass 0 or 1.'],
  ])('names %s', (_, call, said) => expect(refusal(call)).toBe(said));

  it('takes undefined for an option that may be left out', () => {
    expect(measure([0.1], { favourable: 1, level: undefined })).toBe('measured');
  });

  it('tells of a union the member that its word chooses', () => {
    const none = shape(() => ({ kind: oneOf('none') }));
    const bins = shape(() => ({ kind: oneOf('bins'), count: number }), { exact: true });
    const keep = door('keep', (..._: unknown[]) => null, [['score', either(none, bins)]]);
    expect(refusal(() => keep({ kind: 'bins', cuont: 3 }))).toBe('keep: score has no "cuont" | Did you mean "count"?');
    expect(refusal(() => keep({ kind: 'bin', count: 3 }))).toBe('keep: score.kind is "bin" | Did you mean "bins"?');
    expect(refusal(() => keep(3))).toBe('keep: score is 3 | Pass an object with kind, or an object with kind, count.');
  });

  it('describes tuples, records, texts and unions of plain kinds', () => {
    const open = (kind: kinds.Kind) => door('f', (..._: unknown[]) => null, [['a', kind]]);
    expect(refusal(() => open(tuple(text, number))(['x', 'y']))).toBe('f: a[1] is "y" | Pass a number.');
    expect(refusal(() => open(record(list(text)))({ money: 'income' }))).toBe(
      'f: a.money is "income" | Pass a list of texts.',
    );
    expect(refusal(() => open(list(either(number, oneOf(null))))([0.1, '0.2']))).toBe(
      'f: a[1] is "0.2" | Pass a number, or null.',
    );
  });

  it('takes typed arrays where numbers are read, but no view of bytes', () => {
    const sum = door('sum', (..._: unknown[]) => null, [['values', kinds.numbers]]);
    expect(refusal(() => sum(Float64Array.of(1)))).toBe('taken');
    expect(refusal(() => sum(new DataView(new ArrayBuffer(8))))).toContain('sum: values is a DataView');
  });

  it('rejects the promise of a function that answers later', async () => {
    const later = doorLater('later', async (..._: unknown[]) => 'done', [['name', text]]);
    await expect(later(3)).rejects.toThrow('later: name is 3');
    await expect(later('x')).resolves.toBe('done');
  });

  it('guards the constructor of a class, whose objects stay its own', () => {
    class Box {
      readonly size: number;
      constructor(size: number) {
        this.size = size;
      }
    }
    const Opened = doorClass('Box', Box, [['size', number]]);
    expect(new Opened(3)).toBeInstanceOf(Box);
    expect(new Opened(3)).toBeInstanceOf(Opened);
    expect(refusal(() => new Opened('3' as never))).toBe('Box: size is "3" | Pass a number.');
  });
});
