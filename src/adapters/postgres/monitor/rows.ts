import type { ChangeRow, Epoch, EvaluatedEpoch, PaneKind, PaneRow } from '../../../domain/live-monitor/ports.js';

export interface EpochColumns {
  deployment: string;
  epoch: number;
  policy_digest: string;
  started_by: string;
  from_seq: string;
  began_at: string;
  end_seq: string | null;
  ended_at: string | null;
  watermark: string | null;
  latest: string | null;
  received: string | null;
  counts: string;
  seal: Buffer;
  plan: string | null;
  reason: Epoch['reason'];
  lately: string | null;
}

export interface PaneColumns {
  deployment: string;
  epoch: number;
  kind: PaneKind;
  start_at: string;
  pane: string;
  first_seq: string;
  last_seq: string;
  ripe_seq: string | null;
  seal: Buffer;
  ripe_after: string | null;
}

export interface EvaluatedColumns {
  deployment: string;
  epoch: number;
  closed: string | null;
  ripened: string | null;
  step: string;
  closed_at: string | null;
  is_over: boolean;
  states: string;
  seal: Buffer;
}

export interface ChangeColumns {
  id: string;
  deployment: string;
  epoch: number;
  at: string;
  is_public: boolean;
  change: string;
  seal: Buffer;
}

const numberOrNull = (text: string | null): number | null => (text === null ? null : Number(text));

export const toEpoch = (row: EpochColumns): Epoch => ({
  deployment: row.deployment,
  epoch: row.epoch,
  policyDigest: row.policy_digest,
  plan: row.plan,
  reason: row.reason,
  by: row.started_by,
  fromSeq: Number(row.from_seq),
  beganAtMs: Number(row.began_at),
  endSeq: numberOrNull(row.end_seq),
  endedAtMs: numberOrNull(row.ended_at),
  watermarkMs: numberOrNull(row.watermark),
  latestMs: numberOrNull(row.latest),
  receivedMs: numberOrNull(row.received),
  counts: JSON.parse(row.counts) as Epoch['counts'],
  lately: row.lately === null ? null : (JSON.parse(row.lately) as Epoch['lately']),
});

/** The columns of a row in the order of its table, without the seal, which is made of them. */
export const epochValues = (one: Epoch): unknown[] => [...plannedEpochValues(one), latelyText(one)];

const latelyText = ({ lately }: Epoch): string | null => (lately === null ? null : JSON.stringify(lately));

const plannedEpochValues = (one: Epoch): unknown[] => [...firstEpochValues(one), one.plan, one.reason];

const firstEpochValues = (one: Epoch): unknown[] => [
  ...[one.deployment, one.epoch, one.policyDigest, one.by, one.fromSeq, one.beganAtMs, one.endSeq, one.endedAtMs],
  ...[one.watermarkMs, one.latestMs, one.receivedMs, JSON.stringify(one.counts)],
];

/** What the seal of an epoch is made of: rows of versions that had no plans, or did not say what came out of time, stand under the seal of what they had. */
export const sealedEpochValues = (one: Epoch): unknown[] => {
  if (one.lately !== null) return epochValues(one);
  return one.plan === null && one.reason === null ? firstEpochValues(one) : plannedEpochValues(one);
};

export const paneValues = (one: PaneRow): unknown[] => [...firstPaneValues(one), one.ripeAfterMs];

const firstPaneValues = (one: PaneRow): unknown[] => [
  ...[one.deployment, one.epoch, one.kind, one.startMs, one.pane, one.firstSeq, one.lastSeq, one.ripeSeq],
];

/** What the seal of a pane is made of: rows of versions that did not say what came before their labels stand under the seal of what they had. */
export const sealedPaneValues = (one: PaneRow): unknown[] =>
  one.ripeAfterMs === null ? firstPaneValues(one) : paneValues(one);

export const evaluatedValues = (one: EvaluatedEpoch): unknown[] => [
  ...[one.deployment, one.epoch, one.closedMs, one.ripenedMs, one.step, one.closedAtMs, one.isOver, one.states],
];

export const changeValues = (one: Omit<ChangeRow, 'id'>): unknown[] => [
  ...[one.deployment, one.epoch, one.atMs, one.isPublic, one.change],
];

export const toPane = (row: PaneColumns): PaneRow => ({
  deployment: row.deployment,
  epoch: row.epoch,
  kind: row.kind,
  startMs: Number(row.start_at),
  pane: row.pane,
  firstSeq: Number(row.first_seq),
  lastSeq: Number(row.last_seq),
  ripeSeq: numberOrNull(row.ripe_seq),
  ripeAfterMs: numberOrNull(row.ripe_after),
});

export const toEvaluated = (row: EvaluatedColumns): EvaluatedEpoch => ({
  deployment: row.deployment,
  epoch: row.epoch,
  closedMs: numberOrNull(row.closed),
  ripenedMs: numberOrNull(row.ripened),
  step: Number(row.step),
  closedAtMs: numberOrNull(row.closed_at),
  isOver: row.is_over,
  states: row.states,
});

export const toChange = (row: ChangeColumns): ChangeRow => ({
  id: Number(row.id),
  deployment: row.deployment,
  epoch: row.epoch,
  atMs: Number(row.at),
  isPublic: row.is_public,
  change: row.change,
});
