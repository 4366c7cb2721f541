import { utf8 } from '../../../core/base/bytes.js';
import { digestText } from '../../../core/base/digest.js';
import { TribuneError } from '../../../core/base/errors.js';
import type { LogCrypto } from '../../log/ports/index.js';
import type { MadeExplanation, SealedExplanation } from '../ports/index.js';

/** Longest explanation that is opened, so that a damaged one takes no more memory. */
const MAX_BYTES = 16 * 1024 * 1024;
const LENGTH_BYTES = 4;
const NUMBER_BYTES = 8;
/** Numbers before the contributions: raw, linked, additivity error. */
const FIRST_NUMBERS = 3;

/** The crypto that sealing needs. */
export type SealingCrypto = Pick<LogCrypto, 'seal' | 'open' | 'compress' | 'decompress' | 'hmacSha256'>;

/** What binds a sealed explanation to its row. */
type Label = Pick<SealedExplanation, 'decision' | 'basis'>;

const aadOf = ({ decision, basis }: Label): Uint8Array => utf8(`tribune.explanation/v1 ${decision} ${basis}`);

/** What is said in words and lists; nothing of it takes no byte, as for most explanations of a version without reasons. */
type Rest = Partial<
  Pick<MadeExplanation, 'standardErrors' | 'reasons' | 'recourse' | 'plausibility' | 'asked' | 'unfinished'>
>;

export interface Sealing {
  readonly bytes: Uint8Array;
  /** Keyed digest of the content: the same explanation has the same one however often it is sealed, and no other tells anything of it. */
  readonly digest: string;
}

/** Seals an explanation: eight bytes a number, and what else there is as compressed JSON. */
export function sealExplanation(crypto: SealingCrypto, key: Uint8Array, label: Label, made: MadeExplanation): Sealing {
  const plain = encode(crypto, made);
  const aad = aadOf(label);
  return { bytes: crypto.seal(crypto.hmacSha256(key, aad), aad, plain), digest: digestOf(crypto, key, plain) };
}

/** Opens a sealed explanation. Throws STORE_INVALID for one that was changed, or is another decision's. */
export function openExplanation(
  crypto: SealingCrypto,
  key: Uint8Array,
  { bytes, ...label }: Label & Pick<SealedExplanation, 'bytes'>,
): { readonly made: MadeExplanation; readonly digest: string } {
  try {
    const aad = aadOf(label);
    const plain = crypto.open(crypto.hmacSha256(key, aad), aad, bytes);
    return { made: decode(crypto, plain), digest: digestOf(crypto, key, plain) };
  } catch (cause) {
    throw new TribuneError(
      'STORE_INVALID',
      `the explanation of decision ${label.decision} was changed in the database`,
      { remedy: 'Find out who writes to the database, and restore the row from a backup.', cause },
    );
  }
}

const digestOf = ({ hmacSha256 }: SealingCrypto, key: Uint8Array, plain: Uint8Array): string =>
  digestText(hmacSha256(key, plain));

function encode(
  { compress }: SealingCrypto,
  { values, raw, linked, additivityError, ...said }: MadeExplanation,
): Uint8Array {
  const rest: Rest = Object.fromEntries(Object.entries(said).filter(([, part]) => part !== null));
  const head = Object.keys(rest).length === 0 ? new Uint8Array() : compress(utf8(JSON.stringify(rest)));
  const numbers = [raw, linked, additivityError, ...values];
  const plain = new Uint8Array(LENGTH_BYTES + head.length + numbers.length * NUMBER_BYTES);
  const view = new DataView(plain.buffer);
  view.setUint32(0, head.length, true);
  plain.set(head, LENGTH_BYTES);
  numbers.forEach((number, i) => {
    view.setFloat64(LENGTH_BYTES + head.length + i * NUMBER_BYTES, number, true);
  });
  return plain;
}

function decode({ decompress }: SealingCrypto, plain: Uint8Array): MadeExplanation {
  const view = new DataView(plain.buffer, plain.byteOffset, plain.byteLength);
  const start = LENGTH_BYTES + view.getUint32(0, true);
  const numbers = Float64Array.from({ length: (plain.length - start) / NUMBER_BYTES }, (_, i) =>
    view.getFloat64(start + i * NUMBER_BYTES, true),
  );
  const [raw, linked, additivityError] = numbers as unknown as [number, number, number];
  const rest = start === LENGTH_BYTES ? {} : restOf(decompress(plain.subarray(LENGTH_BYTES, start), MAX_BYTES));
  return { values: numbers.slice(FIRST_NUMBERS), raw, linked, additivityError, ...NOTHING_SAID, ...rest };
}

const NOTHING_SAID = {
  ...{ standardErrors: null, reasons: null, recourse: null, plausibility: null },
  ...{ asked: null, unfinished: null },
};

const restOf = (bytes: Uint8Array): Rest => JSON.parse(new TextDecoder().decode(bytes)) as Rest;
