import { DAY_MS } from '../../core/base/durations.js';
import { defineReason, type Reason } from '../../core/base/reasons.js';

/** What a person asks for: a copy of everything that is held about them, its erasure, or that a consent of theirs ends. */
export const REQUEST_KINDS = ['copy', 'erasure', 'consent'] as const;
export type RequestKind = (typeof REQUEST_KINDS)[number];

/** Why what was asked for is not done. */
export const REFUSALS = {
  hold: 'somebody needs it for a claim or an inquiry, so that it must be kept',
  law: 'a law says for how long it must be kept',
  identity: 'it could not be found out that whoever asks is the person',
} as const;
export type RequestRefusal = keyof typeof REFUSALS;

/** A request of a person about what is held about them; nothing in it is in words of theirs. Times are ms since 1970. */
export interface PersonRequest {
  readonly id: string;
  readonly notice: string;
  readonly decision: string;
  readonly kind: RequestKind;
  readonly madeAtMs: number;
  /** By when it is answered, ms. */
  readonly dueMs: number;
  readonly state: 'open' | 'done' | 'refused';
  readonly because: RequestRefusal | null;
  readonly answeredAtMs: number | null;
  readonly answeredBy: string | null;
}

/** Time within which a request is answered, ms: no longer than the month of Regulation (EU) 2016/679 Article 12(3) in any month. */
export const ANSWER_MS: number = 28 * DAY_MS;

/** Requests that are listed at once. */
export const REQUESTS_LISTED = 500;

export const requestUnknown = defineReason('request.unknown', 'NOT_FOUND', 'There is no such request of a person.');
export const requestAnswered = defineReason('request.answered', 'CONFLICT', 'The request was answered before.');

/** Reasons for which acts on requests are refused. */
export const requestReasons: readonly Reason[] = [requestUnknown, requestAnswered];
