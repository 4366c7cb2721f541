import { describe, expect, it } from 'vitest';
import { listPage } from './list-page.js';

const ROWS = [
  { id: 'v10', cutoff: 0.5 },
  { id: 'v9', cutoff: null },
  { id: 'Loans ü', cutoff: -1 },
];
const COLUMNS = { id: ({ id }: { id: string }) => id, cutoff: ({ cutoff }: { cutoff: number | null }) => cutoff };
const idsOf = (query: Partial<Parameters<typeof listPage>[2]>) =>
  listPage(ROWS, COLUMNS, { offset: 0, limit: 10, ...query }).rows.map(({ id }) => id);

describe('a page of a list', () => {
  it('keeps the order where none is asked for, and counts what fits apart from what is shown', () => {
    expect(listPage(ROWS, COLUMNS, { q: 'V', offset: 1, limit: 1 })).toEqual({ rows: [ROWS[1]], found: 2, total: 3 });
    expect(idsOf({})).toEqual(['v10', 'v9', 'Loans ü']);
  });
  it('wants every word, wherever it stands', () => {
    expect(idsOf({ q: ' 0.5  v ' })).toEqual(['v10']);
    expect(idsOf({ q: 'LOANS Ü' })).toEqual(['Loans ü']);
    expect(idsOf({ q: 'v Loans' })).toEqual([]);
  });
  it('orders numbers in names as numbers, and what is not known last in either order', () => {
    expect(idsOf({ sort: 'id' })).toEqual(['Loans ü', 'v9', 'v10']);
    expect(idsOf({ sort: '-id' })).toEqual(['v10', 'v9', 'Loans ü']);
    expect(idsOf({ sort: 'cutoff' })).toEqual(['Loans ü', 'v10', 'v9']);
    expect(idsOf({ sort: '-cutoff' })).toEqual(['v10', 'Loans ü', 'v9']);
  });
  it('knows no column by a name that every object has', () => {
    expect(idsOf({ sort: 'constructor' })).toEqual(['v10', 'v9', 'Loans ü']);
  });
});
