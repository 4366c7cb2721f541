import { utf8 } from '../../../core/base/bytes.js';
import { printUuid, UUID_BYTES } from '../../../core/base/uuid.js';
import { streamsOf } from '../../../core/stats/resampling/index.js';
import type { DecisionLog, LogCrypto } from '../../log/ports/index.js';
import type { DrawnDecisions, DrawSpan } from '../api/service-api.js';

export interface DrawDeps {
  readonly decisions: Pick<DecisionLog, 'idsSince' | 'columnsOf'>;
  readonly runtime: Pick<LogCrypto, 'hmacSha256'>;
  readonly indexKey: Uint8Array;
}

/**
 * Draws decisions by their places in the log, without replacement (Floyd's algorithm; Bentley and Floyd, 1987). The seed follows from the span
 * and a key of the service, so that a draw made again is the same one, and no sender knows before which places it will take.
 *
 * @example
 * await drawIds(deps, { fromMs: 0, toMs: 86_400_000, count: 2 }); // { of: 4711, ids: ['0193f7c2-...', '0193f7c3-...'] }
 */
export async function drawIds(
  { decisions, runtime, indexKey }: DrawDeps,
  { fromMs, toMs, count }: DrawSpan,
): Promise<DrawnDecisions> {
  const batches: { readonly seq: number; readonly first: number; readonly n: number }[] = [];
  let of = 0;
  for await (const { seq, ids, receivedAtMs } of decisions.idsSince('main', fromMs)) {
    // The clock may have been set back meanwhile, so a batch of a later time does not end the span.
    if (receivedAtMs >= toMs) continue;
    const n = ids.length / UUID_BYTES;
    batches.push({ seq, first: of, n });
    of += n;
  }
  const seed = runtime.hmacSha256(indexKey, utf8(`tribune.drawn/v1 ${fromMs} ${toMs}`));
  const places = placesOf(of, Math.min(count, of), new DataView(seed.buffer, seed.byteOffset).getBigUint64(0));
  const wanted = batches
    .map(({ seq, first, n }) => ({ seq, positions: inBatch(places, first, n) }))
    .filter(({ positions }) => positions.length > 0);
  const columns = await decisions.columnsOf(
    'main',
    wanted.map(({ seq }) => seq),
  );
  const idsOf = new Map(columns.map(({ seq, ids }) => [seq, ids]));
  const ids = wanted.flatMap(({ seq, positions }) =>
    positions.map((at) => printUuid(idsOf.get(seq)!.subarray(at * UUID_BYTES, (at + 1) * UUID_BYTES))),
  );
  return { of, ids };
}

/** Distinct places below `of`, in ascending order. */
function placesOf(of: number, count: number, seed: bigint): number[] {
  const generator = streamsOf(seed)(0);
  const drawn = new Set<number>();
  for (let top = of - count; top < of; top++) {
    const place = generator.nextInteger(top + 1);
    drawn.add(drawn.has(place) ? top : place);
  }
  return [...drawn].sort((a, b) => a - b);
}

const inBatch = (places: readonly number[], first: number, n: number): number[] =>
  places.filter((place) => place >= first && place < first + n).map((place) => place - first);
