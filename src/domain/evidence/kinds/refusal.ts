/** Why a file is not taken; each has words of its own on the page. */
export type Refusal = 'empty' | 'kind' | 'broken' | 'active' | 'pixels' | 'locked';

/** What a file is, by its content: what its name or its sender says of it counts for nothing. */
export type EvidenceKind = 'application/pdf' | 'image/jpeg' | 'image/png' | 'text/plain';

/** A file as it is kept: its kind, and its bytes without what nobody needs to know, such as the place where a photograph was taken. */
export interface CleanFile {
  readonly kind: EvidenceKind;
  readonly bytes: Uint8Array;
}

export type Cleaned = CleanFile | { readonly refusal: Refusal };

/** Most pixels of an image. Ours: a telephone makes up to 200 million, a scanned page has 35 million at 600 dpi. A few bytes could claim far more. */
export const MOST_PIXELS = 200_000_000;

/**
 * Most parts of an image, segments or chunks. Ours: a photograph has some hundred, and a PNG of the greatest size that is written in pieces of 1 kB has
 * 10,240. Parts have four bytes and more, and each takes some hundred in memory.
 */
export const MOST_PARTS = 16_384;

/** Whether bytes stand at a place. */
export const standsAt = (bytes: Uint8Array, at: number, wanted: readonly number[]): boolean =>
  at >= 0 && wanted.every((byte, i) => bytes[at + i] === byte);

/** The bytes of pieces one after another. */
export function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
