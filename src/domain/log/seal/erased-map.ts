/** One bit per record, from the lowest of the first byte on, set where the content was erased. Empty when none is set. */
export function erasedMap(contents: readonly (Uint8Array | null)[]): Uint8Array {
  if (contents.every((content) => content !== null)) return new Uint8Array();
  const map = new Uint8Array(Math.ceil(contents.length / 8));
  contents.forEach((content, position) => {
    if (content === null) map[position >> 3]! |= 1 << (position & 7);
  });
  return map;
}

/** Whether the record at a position was erased. */
export const isErased = (map: Uint8Array, position: number): boolean =>
  map.length > 0 && (map[position >> 3]! & (1 << (position & 7))) !== 0;
