/** A page of a list, with what asks for the next one; null on the last. */
export interface Page {
  readonly next: string | null;
}

/**
 * Every page of a list, the first one first: what a command says of a list, and its exit code, hold for all of it.
 *
 * @param get asks for the page behind `next`; null for the first
 */
export async function everyPage<P extends Page>(get: (next: string | null) => Promise<P>): Promise<[P, ...P[]]> {
  const first = await get(null);
  const pages: [P, ...P[]] = [first];
  for (let { next } = first; next !== null; ) {
    const page = await get(next);
    pages.push(page);
    next = page.next;
  }
  return pages;
}
