import { counted } from '../../base/counted.js';
import type { TextInput } from '../bytes/utf8.js';
import type { Sha256 } from '../hashing/crypto.js';
import { parseOpening } from '../leaves/opening.js';
import { Checklist, type VerificationStep } from './checklist.js';
import { askAboutOpening, OPENING } from './opening-steps.js';

export interface VerifyOpeningInput {
  readonly opening: TextInput;
  /** The public leaf that the opening is said to belong to. */
  readonly leaf: Uint8Array;
  readonly sha256: Sha256;
}

export interface OpeningVerification {
  /** The result is never `unwitnessed`, because whether the leaf is in a log is for the receipt to show. */
  readonly overall: 'verified' | 'failed';
  readonly steps: readonly VerificationStep[];
}

/**
 * Verifies that an opening is the content of a leaf. It shows nothing about any log; `verifyReceipt` does both.
 *
 * @example
 * const { overall, steps } = await verifyOpening({ opening, leaf, sha256 });
 */
export async function verifyOpening({ opening, leaf, sha256 }: VerifyOpeningInput): Promise<OpeningVerification> {
  const list = new Checklist();
  const parsed = await list.ask(OPENING, () => {
    const value = parseOpening(opening);
    return {
      detail: `an entry of ${counted(value.entry.length, 'byte')} and ${counted(value.parts.size, 'part')}`,
      value,
    };
  });
  if (parsed !== undefined) await askAboutOpening(list, parsed, leaf, sha256);
  return { overall: list.verdict() === 'failed' ? 'failed' : 'verified', steps: list.steps };
}
