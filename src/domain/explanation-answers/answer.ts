import { utf8 } from '../../core/base/bytes.js';
import { digestText } from '../../core/base/digest.js';
import { TribuneError } from '../../core/base/errors.js';
import type { LogCrypto } from '../log/ports/index.js';
import type { SealedAnswer } from './ports.js';

/** Answers to a question on understanding. */
export const UNDERSTOOD = ['yes', 'partly', 'no'] as const;
export type Understood = (typeof UNDERSTOOD)[number];

/**
 * What the check of a value says that a person gives for an input: it is no input of the decision, it is the one on record, the version decides
 * the same or otherwise by the values that they give, or it cannot be run by them.
 */
export type Check = 'no such input' | 'as recorded' | 'same outcome' | 'other outcome' | 'not run';

/** What is kept of what a person said: no value of theirs. */
export interface Answer {
  /** Whether they know why it was decided so; null where they were not asked. */
  readonly why: Understood | null;
  /** Whether they know what they can do now. */
  readonly next: Understood | null;
  readonly wrong: readonly { readonly input: string; readonly check: Check }[];
}

type SealingCrypto = Pick<LogCrypto, 'seal' | 'open' | 'hmacSha256'>;

const aadOf = (decision: string): Uint8Array => utf8(`tribune.explanation-answer/v1 ${decision}`);

/** Seals what was said, and gives a keyed digest of it. */
export function sealAnswer(
  { seal, hmacSha256 }: SealingCrypto,
  key: Uint8Array,
  { decision, answer }: { readonly decision: string; readonly answer: Answer },
): { readonly bytes: Uint8Array; readonly digest: string } {
  const plain = utf8(JSON.stringify(answer));
  const aad = aadOf(decision);
  return { bytes: seal(hmacSha256(key, aad), aad, plain), digest: digestText(hmacSha256(key, plain)) };
}

/** Opens what was said. Throws STORE_INVALID for what was changed, or is another decision's. */
export function openAnswer(
  { open, hmacSha256 }: SealingCrypto,
  key: Uint8Array,
  { decision, bytes }: SealedAnswer,
): Answer {
  try {
    const aad = aadOf(decision);
    return JSON.parse(new TextDecoder().decode(open(hmacSha256(key, aad), aad, bytes))) as Answer;
  } catch (cause) {
    throw new TribuneError(
      'STORE_INVALID',
      `what was said of the explanation of ${decision} was changed in the database`,
      {
        remedy: 'Find out who writes to the database, and restore the row from a backup.',
        cause,
      },
    );
  }
}
