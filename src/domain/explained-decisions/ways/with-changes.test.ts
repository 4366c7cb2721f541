import { expect, it } from 'vitest';
import { inputNamed, withChanges } from './with-changes.js';

it('changes inputs by name, also inside objects, and no others', () => {
  const inputs = { income: 1, home: { rent: 9, town: { size: 2 } }, 'home.own': 0 };
  const changes = { 'home.rent': { to: 5 }, 'home.town.size': { to: 3 }, 'home.own': { to: 1 }, fresh: { to: 'x' } };
  expect(withChanges(inputs, changes)).toEqual({
    ...{ income: 1, home: { rent: 5, town: { size: 3 } }, 'home.own': 1, fresh: 'x' },
  });
  expect(inputs.home.rent).toBe(9);
  expect(Object.getPrototypeOf(withChanges({}, JSON.parse('{"__proto__": {"to": 1}}')))).toBe(Object.prototype);
});

it('finds inputs by the names of changes', () => {
  const inputs = { income: 1, home: { rent: 9, town: { size: null } }, 'home.own': 0 };
  expect(['income', 'home.rent', 'home.town.size', 'home.own'].map((name) => inputNamed(inputs, name))).toEqual(
    [1, 9, null, 0].map((value) => ({ value })),
  );
  expect(['rent', 'home.garden', 'constructor', 'income.more'].map((name) => inputNamed(inputs, name))).toEqual(
    Array.from({ length: 4 }, () => undefined),
  );
});
