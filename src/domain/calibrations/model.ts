import { defineReason, type Reason } from '../../core/base/reasons.js';
import type { CalibrationAgreement, OutcomeScale, OutcomeValue, View } from '../../core/oversight/index.js';

/** A closed case that is read again by everybody. */
export interface CalibrationItem {
  readonly case: string;
  readonly decision: string;
}

/** What came of a calibration, by the views that there were when it was closed. */
export interface CalibrationResult extends CalibrationAgreement {
  /** Views of all readers over all cases, and how many of them are missing. */
  readonly views: number;
  readonly missing: number;
  /** Cases whose decision was erased meanwhile; they count in nothing. */
  readonly erased: number;
}

/** Named readers who read the same closed cases, each blind, and then talk about where they differ. Times are ms since 1970. */
export interface Calibration {
  readonly id: string;
  readonly title: string;
  readonly system: string;
  readonly scale: OutcomeScale;
  readonly items: readonly CalibrationItem[];
  readonly readers: readonly { readonly id: string; readonly name: string }[];
  readonly openedAtMs: number;
  readonly openedBy: string;
  readonly closedAtMs: number | null;
  readonly closedBy: string | null;
  /** Null while it is open. */
  readonly result: CalibrationResult | null;
}

/** What was said of an item: the view of a reader, or a note of the discussion. Sealed under the key of the decision. */
export interface StoredSaid {
  readonly calibration: string;
  /** Place of the case in the calibration, from 0. */
  readonly item: number;
  /** The reader as entries name them; `note` for what the discussion came to. */
  readonly who: string;
  readonly atMs: number;
  readonly sealed: Uint8Array;
}

/** Name under which the note of a discussion stands beside the views of readers. */
export const NOTE = 'note';

/** What readers go by at cases of a system: a text with a version. */
export interface Standard {
  readonly system: string;
  /** From 1; each text is a new version, and none is changed. */
  readonly version: number;
  readonly text: string;
  readonly atMs: number;
  readonly by: string;
  /** The calibration that it came of; null for none. */
  readonly calibration: string | null;
}

/** An item as everybody sees it once the calibration is closed. */
export interface DiscussedItem {
  readonly item: number;
  readonly case: string;
  readonly decision: string;
  /** False where the decision was erased: nothing of it can be opened. */
  readonly isOpen: boolean;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** What the machine had decided, and what the case came out as. */
  readonly machine: OutcomeValue | null;
  readonly decided: OutcomeValue | null;
  readonly views: readonly { readonly reader: string; readonly view: View | null }[];
  readonly note: string | null;
}

/** Bounds of calibrations; texts in characters. */
export const CALIBRATION_LIMITS = {
  title: 200,
  items: 30,
  readers: 50,
  note: 4000,
  standard: 20_000,
  listed: 200,
  /** Closed cases among which are drawn those that are read. */
  candidates: 200,
} as const;

export const calibrationUnknown = defineReason('calibration.unknown', 'NOT_FOUND', 'There is no such calibration.');
export const calibrationOver = defineReason('calibration.over', 'CONFLICT', 'The calibration is closed.');
export const calibrationOpen = defineReason(
  'calibration.open',
  'CONFLICT',
  'The calibration is not closed, so that nobody sees what others said.',
);
export const calibrationRead = defineReason('calibration.read', 'CONFLICT', 'The reader has committed a view of it.');
export const calibrationWrong = defineReason(
  'calibration.wrong',
  'INVALID',
  'The calibration names a case that is not closed or of another system, or a reader who may not read one of the cases blind.',
);
export const standardUnknown = defineReason('standard.unknown', 'NOT_FOUND', 'There is no system with this id.');

/** Reasons for which acts on calibrations are refused. */
export const calibrationReasons: readonly Reason[] = [
  calibrationUnknown,
  calibrationOver,
  calibrationOpen,
  calibrationRead,
  calibrationWrong,
  standardUnknown,
];
