import { utf8 } from '../../../core/base/bytes.js';

/** What the tag of a subject is the keyed hash of. */
export const taggedText = (subject: string): Uint8Array => utf8(`subject ${subject}`);

/** A data set in which a subject stands, as training runs name it. */
export interface DataPlace {
  readonly id: string;
  readonly namespace: string;
  readonly name: string;
  readonly version: string | null;
  /** SHA-256 of its bytes, where somebody made it. */
  readonly digest: string | null;
}

/** In which data sets of training runs subjects stand, as somebody told it, by the tag of the subject. */
export interface DataPlaces {
  /** Number of data sets in which a subject stands. */
  countOf(subjectTag: Uint8Array): Promise<number>;
  /** The data sets in which a subject stands, all of them. Throws STORE_INVALID where somebody changed what leads to one. */
  setsOf(subjectTag: Uint8Array): Promise<readonly DataPlace[]>;
  /** Removes that a subject stands in any; again changes nothing. */
  forget(subjectTag: Uint8Array): Promise<void>;
}
