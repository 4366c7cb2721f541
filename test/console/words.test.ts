import { expect, it } from 'vitest';
import { groupText, namedGroup } from '../../console/src/parts/group-text.js';

it('groups of several attributes that stand together are told apart by their names', () => {
  const [one, other] = [{ disabled: 'yes' }, { minority: 'yes' }];
  expect(groupText(one)).toBe(groupText(other));
  expect(namedGroup(one)).toBe('disabled: yes');
  expect(namedGroup(other)).toBe('minority: yes');
  expect(namedGroup({})).toBe('everybody');
});
