import { utf8 } from '../../core/base/bytes.js';
import { TribuneError } from '../../core/base/errors.js';
import type { LogCrypto } from '../log/ports/index.js';
import type { MadeExplanation, SealedExplanation } from './ports/index.js';

/** Longest explanation that is opened, so that a damaged one takes no more memory. */
const MAX_BYTES = 16 * 1024 * 1024;
const LENGTH_BYTES = 4;
const NUMBER_BYTES = 8;

/** The crypto that sealing needs. */
export type SealingCrypto = Pick<LogCrypto, 'seal' | 'open' | 'compress' | 'decompress' | 'sha256'>;

/** What binds a sealed explanation to its row. */
type Label = Pick<SealedExplanation, 'decision' | 'basis'>;

const aadOf = ({ decision, basis }: Label): Uint8Array => utf8(`tribune.explanation/v1 ${decision} ${basis}`);

/**
 * Seals an explanation: eight bytes a contribution, and the rest as compressed JSON. Equal explanations have other bytes each time, because a
 * seal never uses a nonce twice.
 */
export function sealExplanation(
  crypto: SealingCrypto,
  key: Uint8Array,
  label: Label,
  { values, ...rest }: MadeExplanation,
): Uint8Array {
  const head = crypto.compress(utf8(JSON.stringify(rest)));
  const plain = new Uint8Array(LENGTH_BYTES + head.length + values.length * NUMBER_BYTES);
  const view = new DataView(plain.buffer);
  view.setUint32(0, head.length, true);
  plain.set(head, LENGTH_BYTES);
  values.forEach((value, i) => {
    view.setFloat64(LENGTH_BYTES + head.length + i * NUMBER_BYTES, value, true);
  });
  return crypto.seal(key, aadOf(label), plain);
}

/** Opens a sealed explanation. Throws STORE_INVALID for one that was changed, or is another decision's. */
export function openExplanation(
  crypto: SealingCrypto,
  key: Uint8Array,
  { bytes, ...label }: Label & Pick<SealedExplanation, 'bytes'>,
): MadeExplanation {
  try {
    const plain = crypto.open(key, aadOf(label), bytes);
    const view = new DataView(plain.buffer, plain.byteOffset, plain.byteLength);
    const start = LENGTH_BYTES + view.getUint32(0, true);
    const head = crypto.decompress(plain.subarray(LENGTH_BYTES, start), MAX_BYTES);
    const values = Float64Array.from({ length: (plain.length - start) / NUMBER_BYTES }, (_, i) =>
      view.getFloat64(start + i * NUMBER_BYTES, true),
    );
    return { values, ...(JSON.parse(new TextDecoder().decode(head)) as Omit<MadeExplanation, 'values'>) };
  } catch (cause) {
    throw new TribuneError(
      'STORE_INVALID',
      `the explanation of decision ${label.decision} was changed in the database`,
      {
        remedy: 'Find out who writes to the database; remove the row, and it is made again.',
        cause,
      },
    );
  }
}
