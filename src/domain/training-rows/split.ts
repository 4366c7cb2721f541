import { utf8 } from '../../core/base/bytes.js';

/** The two files. No row of `validation` is for training: what was trained is judged on it. */
export type TrainingPart = 'training' | 'validation';
export const PARTS: readonly TrainingPart[] = ['training', 'validation'];

/** What a request says of its rows. The log holds it, so that nobody chooses another split once a training came out badly. */
export interface RowsRequest {
  readonly deployment: string;
  /** The decisions from this time on, until before `to`, ms since 1970. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Decisions that were recorded at this time or later are none of its rows, ms since 1970. */
  readonly recordedBeforeMs: number;
  /** Drawn when the request was made. */
  readonly seed: string;
  /** The share of the subjects whose rows are for validation. */
  readonly validation: number;
  /** The attributes that the rows have as groups: those of the policy that asks. */
  readonly groups: readonly string[];
}

/** Bytes of the hash that are compared with the share: a double holds them exactly. */
const BYTES = 6;
const ONE = 2 ** (8 * BYTES);

/**
 * The part of a subject: always the same one of a request, so that nobody is trained on and validated with. It follows from the hash of seed and subject, so that any program can repeat it.
 *
 * @example partOf({ seed: 'a', validation: 0.2 }, 'person 7', sha256) // 'training'
 */
export function partOf(
  { seed, validation }: Pick<RowsRequest, 'seed' | 'validation'>,
  subject: string,
  sha256: (bytes: Uint8Array) => Uint8Array,
): TrainingPart {
  const hash = sha256(utf8(`${seed}\n${subject}`));
  let place = 0;
  for (let i = 0; i < BYTES; i++) place = place * 256 + hash[i]!;
  return place / ONE < validation ? 'validation' : 'training';
}
