import { describe, expect, it } from 'vitest';
import { TribuneError } from '../../../core/base/errors.js';
import { inFlags } from './flags.js';

describe('an error of the library on the command line', () => {
  it('is said in flags by its reason', () => {
    const row = new TribuneError('INVALID_ARGUMENT', 'row 9: people.csv has 3 row(s)', { reason: 'row-unknown' });
    expect(inFlags(row)).toMatchObject({ code: 'USAGE', message: '--row 9: people.csv has 3 row(s)' });
    const categories = new TribuneError('DATA_VALUE_INVALID', 'x', {
      remedy: 'Name them, or give their codes.',
      reason: 'categories-unnamed',
      place: { name: "pay $& 'b'" },
    });
    expect(inFlags(categories).remedy).toBe(
      "Name them: --categories 'pay $& 'b'=FIRST,SECOND,...', or give their codes.",
    );
  });

  it('has its flags in brackets where the remedy stands on its own', () => {
    const error = new TribuneError('INVALID_ARGUMENT', 'x', { remedy: 'Give one.', reason: 'background-missing' });
    expect(inFlags(error).remedy).toBe('Give one. (--background FILE)');
  });

  it('is left as it is without a reason that has flags', () => {
    const error = new TribuneError('DATA_EMPTY', 'no rows', { remedy: 'Give one.', reason: 'of-somebody-else' });
    expect(inFlags(error)).toEqual({ code: 'DATA_EMPTY', message: 'no rows', remedy: 'Give one.' });
  });
});
