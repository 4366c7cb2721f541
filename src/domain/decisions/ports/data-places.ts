import { utf8 } from '../../../core/base/bytes.js';

/** What the tag of a subject is the keyed hash of. */
export const taggedText = (subject: string): Uint8Array => utf8(`subject ${subject}`);

/** In which data sets of training runs subjects stand, as somebody told it, by the tag of the subject. */
export interface DataPlaces {
  /** Number of data sets in which a subject stands. */
  countOf(subjectTag: Uint8Array): Promise<number>;
  /** Removes that a subject stands in any; again changes nothing. */
  forget(subjectTag: Uint8Array): Promise<void>;
}
