import type { ByteCursor } from './byte-json.js';

/** The fields of the contract, each with a number, so that a set of fields fits into the bits of one integer. */
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
  unit: 13,
  stage: 14,
  case: 15,
  list: 16,
  listSize: 17,
} as const;
const NAMES = Object.keys(FIELD);

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const NAME_BYTES = NAMES.map(bytesOf);
const MEMBER_STARTS = NAMES.map((name) => bytesOf(`"${name}":`));

/** Reads the keys of records and remembers their order, as the next record most likely has the same. */
export class FieldReader {
  readonly #cursor: ByteCursor;
  readonly #order = new Uint8Array(NAMES.length + 1);

  constructor(cursor: ByteCursor) {
    this.#cursor = cursor;
  }

  /**
   * Reads the key of the member at this position of the object, with the colon and the spaces around it. Gives the field, or -1 for an
   * unknown key.
   */
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
