import type { ByteCursor } from './byte-json.js';

/** The fields of the contract, each with a number, so that a set of them fits into the bits of one. */
export const FIELD = {
  id: 0,
  deployment: 1,
  version: 2,
  cutoff: 3,
  subject: 4,
  decidedAt: 5,
  inputs: 6,
  score: 7,
  outcome: 8,
  route: 9,
  attributes: 10,
  jurisdiction: 11,
  metadata: 12,
} as const;
const NAMES = Object.keys(FIELD);

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const NAME_BYTES = NAMES.map(bytesOf);
const MEMBER_STARTS = NAMES.map((name) => bytesOf(`"${name}":`));

/** Reads the keys of records. Takes note of their order: the next record has most likely the same. */
export class FieldReader {
  readonly #cursor: ByteCursor;
  readonly #order = new Uint8Array(NAMES.length + 1);

  constructor(cursor: ByteCursor) {
    this.#cursor = cursor;
  }

  /** Reads the key at the cursor, the member of this number, with what stands around it; its field, or -1 for anything else. */
  read(position: number): number {
    const cursor = this.#cursor;
    const expected = this.#order[position]!;
    if (cursor.literal(MEMBER_STARTS[expected]!)) {
      cursor.skipSpace();
      return expected;
    }
    if (!cursor.key()) return -1;
    const { start, stop } = cursor;
    for (let field = 0; field < NAMES.length; field++) {
      const name = NAME_BYTES[field]!;
      if (stop - start !== name.length || !cursor.spells(start, name)) continue;
      this.#order[position] = field;
      return field;
    }
    return -1;
  }
}
