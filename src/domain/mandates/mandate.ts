import { DAY_MS } from '../../core/base/durations.js';
import { defineReason, type Reason } from '../../core/base/reasons.js';

/** What a representative may do by a mandate, in the order in which it is shown. */
export const MANDATE_SCOPES = {
  see: 'see the decision, why it was made, the facts behind it, where the case stands and the answer',
  contest:
    'contest the decision, hand in files and take the case back, which shows them what `see` shows, and the names of files; they open and take back those that they handed in',
  requests: 'ask for a copy of what is held, its erasure, and the end of a consent; the copy holds everything',
} as const;
export type MandateScope = keyof typeof MANDATE_SCOPES;

/** How it is known that the person gave the mandate. */
export const MANDATE_CHECKS = {
  person: 'the person gave it themselves, with their notice open',
  'mandate-seen': 'a mandate that the person signed was seen, and an identity document of the representative',
  file: 'the mandate that the person signed is a file that was handed in about the decision',
  law: 'a law or a court says who acts for them, and the paper that says so was seen',
} as const;
export type MandateCheck = keyof typeof MANDATE_CHECKS;

/** A mandate by which somebody acts for the person decided about; their name is kept beside it, sealed. Times are ms since 1970. */
export interface Mandate {
  readonly id: string;
  readonly notice: string;
  readonly decision: string;
  readonly may: readonly MandateScope[];
  /** The last moment at which it holds. */
  readonly untilMs: number;
  readonly check: MandateCheck;
  /** The file that holds it, with the digest of its sealed content; null for another check. */
  readonly file: { readonly id: string; readonly digest: string } | null;
  readonly givenAtMs: number;
  readonly givenBy: string;
  readonly endedAtMs: number | null;
  readonly endedBy: string | null;
}

/** A mandate as it is stored: with the name of the representative, sealed under the key of the decision. */
export interface StoredMandate {
  readonly mandate: Mandate;
  readonly name: Uint8Array;
}

/** Bounds of mandates; texts in characters. */
export const MANDATE_LIMITS = {
  name: 200,
  /** Mandates of one decision, over all time. */
  ofDecision: 20,
  /** How long ahead one may end, ms: as long as a link may be valid. */
  spanMs: 400 * DAY_MS,
} as const;

/** Whether a mandate holds at a time. */
export const isInForce = ({ untilMs, endedAtMs }: Mandate, nowMs: number): boolean =>
  endedAtMs === null && nowMs <= untilMs;

/** What a mandate holds for: whoever may contest sees what is contested. */
export const withImplied = (may: readonly MandateScope[]): readonly MandateScope[] =>
  (Object.keys(MANDATE_SCOPES) as MandateScope[]).filter(
    (one) => may.includes(one) || (one === 'see' && may.includes('contest')),
  );

export const mandateUnknown = defineReason('mandate.unknown', 'NOT_FOUND', 'There is no such mandate.');
export const mandateOver = defineReason('mandate.over', 'CONFLICT', 'The mandate has ended.');
export const tooManyMandates = defineReason(
  'mandate.too-many',
  'CONFLICT',
  'A decision has as many mandates as it may.',
);
export const mandateWrong = defineReason(
  'mandate.wrong',
  'INVALID',
  'The mandate says nobody, allows nothing, ends in the past or too late, or names a file that nobody handed in.',
);

/** Reasons for which acts on mandates are refused. */
export const mandateReasons: readonly Reason[] = [mandateUnknown, mandateOver, tooManyMandates, mandateWrong];
