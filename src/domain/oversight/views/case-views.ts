import type { OutcomeScale, OutcomeValue, WholeCase } from '../../../core/oversight/index.js';
import type { Decided } from '../decided/index.js';

/** A case as a reader sees it. Before they have committed a view it has no member that tells what the machine said, or why the case is one. */
export interface BlindCase {
  readonly id: string;
  readonly stage: 'blind';
  /** Until when nobody else may take it, ms. */
  readonly untilMs: number;
  /** For what the decision is made; null where the system is not registered. */
  readonly purpose: string | null;
  readonly scale: OutcomeScale;
  /** Inputs as they stand now: what the person says is wrong is corrected in them, and not marked before the view is committed. */
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** The same after the view: everything that was hidden. */
export interface RevealedCase extends Omit<BlindCase, 'stage'> {
  readonly stage: 'revealed' | 'awaiting-subject';
  readonly part: 'first' | 'panel';
  readonly decision: string;
  readonly deployment: string;
  readonly version: string | null;
  readonly decidedAtMs: number;
  readonly route: string;
  readonly outcome: OutcomeValue;
  readonly score: number | null;
  readonly cutoff: number | null;
  readonly origin: string;
  readonly queue: string;
  readonly isHighImpact: boolean;
  readonly statement: string | null;
  /** Inputs that the person says are others, as they were recorded. */
  readonly recorded: Readonly<Record<string, unknown>>;
  readonly view: { readonly outcome: OutcomeValue; readonly confidence: number; readonly reason: string };
}

/** A case that the view of its reader decided: they are not shown what the machine said. */
export interface EndedCase extends Omit<BlindCase, 'stage'> {
  readonly stage: 'ended';
}

export type ReaderCase = BlindCase | EndedCase | RevealedCase;

/** A case as the reader who has it may see it. */
export function readerView({ record, contents }: WholeCase, decided: Decided): ReaderCase {
  const at = record.reads.findLastIndex(({ ended }) => ended === null);
  const { untilMs, part } = record.reads.at(at)!;
  const same = {
    ...{ id: record.id, untilMs, purpose: decided.purpose, scale: contents.scale },
    inputs: { ...decided.inputs, ...contents.corrections },
  };
  if (at < 0) return { ...same, stage: 'ended' };
  const { view } = contents.said[at]!;
  if (view === null) return { ...same, stage: 'blind' };
  const recorded = Object.fromEntries(Object.keys(contents.corrections).map((name) => [name, decided.inputs[name]]));
  const { deployment, version, decidedAtMs, route, score, cutoff } = decided;
  const { origin, queue, isHighImpact, decision } = record;
  return {
    ...same,
    stage: record.stage === 'awaiting-subject' ? 'awaiting-subject' : 'revealed',
    ...{ part, decision, deployment, version, decidedAtMs, route, outcome: contents.original, score, cutoff },
    ...{ origin, queue, isHighImpact, statement: contents.statement, recorded, view },
  };
}
