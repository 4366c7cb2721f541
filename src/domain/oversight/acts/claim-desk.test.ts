import { expect, it } from 'vitest';
import { ClaimDesk } from './claim-desk.js';

const READER = { id: 'account:a', name: 'a', roles: ['reviewer'] };

/** A desk over one case, x; `look` is called in each look that passes it over. */
function deskOf(look: () => void, has = true): ClaimDesk {
  const queues = async (_nowMs: number, except: readonly string[]) => {
    const isFree = has && !except.includes('x');
    if (!isFree) look();
    return { states: [{ queue: 'quality', taken: 0, firstMs: isFree ? 0 : null }], changed: [] };
  };
  const first = async () => ({ cases: [{ record: { id: 'x', queue: 'quality' } }], changed: [] });
  const aside = { ids: () => [], tellCounts: () => undefined, addRows: () => undefined };
  const deps = { store: { queues, first }, nowMs: () => 0 };
  return new ClaimDesk(...([deps, aside] as unknown as ConstructorParameters<typeof ClaimDesk>));
}

it('a claim that comes to nothing while another one looks leaves its case to that one', async () => {
  let end = (): void => undefined;
  const desk = deskOf(() => end());
  const reserved = (await desk.next(READER))!;
  end = reserved.release;
  expect((await desk.next(READER))?.stored.record.id).toBe('x');
});

it('who finds nothing waits for claims under way, and is given nothing where there are none', async () => {
  const desk = deskOf(() => undefined);
  const reserved = (await desk.next(READER))!;
  const waiting = desk.next(READER);
  setImmediate(reserved.release);
  expect((await waiting)?.stored.record.id).toBe('x');
  expect(await deskOf(() => undefined, false).next(READER)).toBeNull();
});
