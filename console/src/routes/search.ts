import type { TableState } from '../parts/table.js';

/** What stands after the question mark of an address, which may be anything. */
export type Search = Readonly<Record<string, unknown>>;

/** Whether a reader comes to a page: one that only points at the way to it looks at nothing, and every look at numbers is noted. */
export const comes = ({ preload }: { readonly preload: boolean }): boolean => !preload;

export const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

export const tableState = ({ q, sort, page }: Search): TableState => ({
  q: text(q),
  sort: text(sort),
  page: Number.isSafeInteger(page) ? (page as number) : undefined,
});
