import { expect, it } from 'vitest';
import { TribuneError } from './errors.js';
import { defineReason } from './reasons.js';

it('a reason makes errors of its code that carry its name', () => {
  const nameTaken = defineReason('account.name-taken', 'CONFLICT', 'Another account has this name.');
  const error = nameTaken('the name "anna" is taken', { remedy: 'Choose another name.' });
  expect(error).toBeInstanceOf(TribuneError);
  expect(error).toMatchObject({ code: 'CONFLICT', reason: 'account.name-taken', remedy: 'Choose another name.' });
  expect({ ...nameTaken }).toEqual({
    name: 'account.name-taken',
    code: 'CONFLICT',
    meaning: 'Another account has this name.',
  });
});

it('refuses a reason that is none', () => {
  for (const name of ['taken', 'Account.taken', 'account.', 'account.name taken'])
    expect(() => defineReason(name, 'CONFLICT', '')).toThrow('is no reason');
});
