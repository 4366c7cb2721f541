import { utf8 } from '../../../core/base/bytes.js';
import { printUuid, UUID_BYTES } from '../../../core/base/uuid.js';
import { streamsOf } from '../../../core/stats/resampling/index.js';
import type { DecisionLog, LogCrypto } from '../ports/index.js';

/** Decisions received from one moment on and before another, of which so many are drawn. */
export interface DrawSpan {
  readonly fromMs: number;
  readonly toMs: number;
  readonly count: number;
  /** The part of the draw that is wanted, by places among those drawn; by default all of it. */
  readonly part?: { readonly from: number; readonly size: number } | undefined;
}

/** Ids that were drawn, in the order of the log, and from how many. */
export interface DrawnDecisions {
  readonly of: number;
  readonly ids: readonly string[];
}

interface DrawDeps {
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
  { fromMs, toMs, count, part }: DrawSpan,
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
  const drawn = placesOf(of, Math.min(count, of), new DataView(seed.buffer, seed.byteOffset).getBigUint64(0));
  const places = part === undefined ? drawn : drawn.slice(part.from, part.from + part.size);
  let taken = 0;
  const takeBelow = (end: number): readonly number[] => {
    const from = taken;
    while (taken < places.length && places[taken]! < end) taken++;
    return places.slice(from, taken);
  };
  const wanted = batches
    .map(({ seq, first, n }) => ({ seq, positions: takeBelow(first + n).map((place) => place - first) }))
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
