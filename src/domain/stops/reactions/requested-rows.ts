import { durationMs } from '../../../core/base/durations.js';
import type { Policy } from '../../../core/policy/sections/index.js';
import { TRAININGS, VALIDATION_SHARE } from '../../../core/stops/index.js';
import { bindLive } from '../../audits/source/index.js';
import { wholeDays } from '../../due-audits/index.js';

/** The rows that a request for a training is about (`reaction.done`); times as text. */
export interface RequestedRows {
  readonly from: string;
  readonly to: string;
  readonly recordedBefore: string;
  readonly seed: string;
  readonly validation: number;
  /** Names of the attributes that the policy reads. */
  readonly groups: readonly string[];
}

/** The part of a reaction, or of the calendar, by which the rows are found. */
interface ForTraining {
  readonly do: string;
  readonly over?: string | undefined;
  readonly validation?: number | undefined;
}

interface Span {
  readonly from: string;
  readonly to: string;
}

interface AtRequest {
  readonly groups: readonly string[];
  readonly doneAtMs: number;
  /** A new random id. */
  readonly seed: string;
}

const iso = (ms: number): string => new Date(ms).toISOString();

/**
 * The rows that a request for a training is about; null of what asks for none. They are of whole days in UTC, as the audits that alerts ask for are: the evidence of an alert may be a single hour.
 */
export function requestedRows(
  { do: does, over, validation = VALIDATION_SHARE }: ForTraining,
  span: Span,
  { groups, doneAtMs, seed }: AtRequest,
): RequestedRows | null {
  if (!(TRAININGS as readonly string[]).includes(does)) return null;
  const days = wholeDays(span);
  const fromMs =
    over === undefined
      ? days.fromMs
      : wholeDays({ from: iso(Date.parse(span.to) - durationMs(over)), to: span.to }).fromMs;
  return { from: iso(fromMs), to: iso(days.toMs), recordedBefore: iso(doneAtMs), seed, validation, groups };
}

/** The rows as the entry has them. */
export const rowsOfEntry = ({ rows }: { readonly rows?: RequestedRows | null | undefined }) =>
  rows === null || rows === undefined ? null : { ...rows, groups: [...rows.groups] };

const PREFIX = 'attributes.';

/** Names of the attributes of people that a policy reads. */
export const groupsOf = (policy: Policy): string[] =>
  bindLive(policy)
    .attributes.filter((column) => column.startsWith(PREFIX))
    .map((column) => column.slice(PREFIX.length));
