import { expect, it } from 'vitest';
import { mayGiveRole, seesPersons } from './giving.js';
import { clashOf, ROLE_NAMES } from './roles.js';

it('gives an administrator no role that sees persons, whatever roles they hold beside it: the page offers none', () => {
  const beside = ROLE_NAMES.filter((role) => clashOf(['admin', role]) === null);
  for (const role of ROLE_NAMES.filter(seesPersons)) expect(mayGiveRole(['admin', ...beside], role), role).toBe(false);
  expect(ROLE_NAMES.filter(seesPersons)).toEqual(expect.arrayContaining(['auditor', 'legal', 'specialist']));
});
