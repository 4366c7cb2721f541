import { expect, it } from 'vitest';
import { CASE_MACHINE } from '../../core/oversight/index.js';
import { casesPage } from './cases-page.js';

it('draws every way that the machine has, and names no other', () => {
  const page = casesPage('');
  const drawn = [...page.matchAll(/^ {2}(\w+) --> (\w+): (.+)$/gm)].flatMap(([, from, to, acts]) =>
    acts!.split(', ').map((act) => [act, from, to].join(' ').replaceAll('_', '-')),
  );
  expect(drawn.toSorted()).toEqual(CASE_MACHINE.edges.map(({ act, from, to }) => `${act} ${from} ${to}`).toSorted());
  for (const state of Object.keys(CASE_MACHINE.states)) expect(page).toContain(`| ${state} | `);
});
