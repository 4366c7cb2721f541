/** Neighbouring places from `start` up to, and without, `end`. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** The places of some ranges, each of which has its scores in ascending order, by ascending score. */
export function placesByScore(ranges: readonly Range[], score: Float64Array): Uint32Array {
  let lists = joined(ranges, score);
  while (lists.length > 1) {
    // Pairs are merged, and the results in pairs again, so that the cost is n log(ranges).
    const next: Uint32Array[] = [];
    for (let i = 0; i < lists.length; i += 2) {
      const right = lists[i + 1];
      next.push(right === undefined ? lists[i]! : merged(lists[i]!, right, score));
    }
    lists = next;
  }
  return lists[0] ?? new Uint32Array();
}

/** The places of each range; ranges that follow each other in score too are one list, as those of a group do where a cutoff decided. */
function joined(ranges: readonly Range[], score: Float64Array): Uint32Array[] {
  const stretches: Range[][] = [];
  for (const range of ranges) {
    const stretch = stretches.at(-1);
    const before = stretch?.at(-1);
    if (stretch !== undefined && score[before!.end - 1]! <= score[range.start]!) stretch.push(range);
    else stretches.push([range]);
  }
  return stretches.map((stretch) => {
    const places = new Uint32Array(stretch.reduce((sum, { start, end }) => sum + end - start, 0));
    let length = 0;
    for (const { start, end } of stretch) for (let place = start; place < end; place++) places[length++] = place;
    return places;
  });
}

function merged(a: Uint32Array, b: Uint32Array, score: Float64Array): Uint32Array {
  const places = new Uint32Array(a.length + b.length);
  let [i, j] = [0, 0];
  for (let length = 0; length < places.length; length++) {
    const fromA = j === b.length || (i < a.length && score[a[i]!]! <= score[b[j]!]!);
    places[length] = fromA ? a[i++]! : b[j++]!;
  }
  return places;
}
