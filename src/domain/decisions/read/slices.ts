import type { Clock } from '../../../core/base/clock.js';

/** Number of records worked on before other requests get a turn: a few milliseconds. */
export const SLICE_RECORDS = 1024;

/**
 * Divides the numbers from 0 to before `n` into stretches and gives other requests a turn between them, so that a request of thousands of
 * records keeps nobody waiting.
 */
export async function* slicesOf(
  n: number,
  clock: Pick<Clock, 'turn'>,
): AsyncIterable<{ readonly from: number; readonly to: number }> {
  for (let from = 0; from < n; from += SLICE_RECORDS) {
    if (from > 0) await clock.turn();
    yield { from, to: Math.min(n, from + SLICE_RECORDS) };
  }
}

/** Does what `map` does, in slices. */
export async function mapInSlices<In, Out>(
  all: readonly In[],
  clock: Pick<Clock, 'turn'>,
  one: (item: In, i: number) => Out,
): Promise<Out[]> {
  const out: Out[] = [];
  for await (const { from, to } of slicesOf(all.length, clock))
    for (let i = from; i < to; i++) out.push(one(all[i]!, i));
  return out;
}
