import { counted } from '../../../core/base/counted.js';

/** A decision of several that come one after the other, as a terminal tells it. */
export interface ToldDecision {
  /** What holds the decisions: `gate` a file, `sequence` a service. */
  readonly kind: 'gate' | 'sequence';
  /** Path of the file, or name of the sequence. */
  readonly of: string;
  readonly place: number;
  readonly logEvidence: number;
  readonly logNeeded: number;
  readonly isFinding: boolean;
  /** Findings so far, this one among them. */
  readonly findings: number;
  readonly level: number;
  readonly isNew: boolean;
  /** Blocking requirements that give no evidence. */
  readonly without: readonly string[];
}

/** One line about a decision. */
export const decisionText = (one: ToldDecision): string =>
  [
    `${one.kind}: ${one.isNew ? 'decision' : 'entered before, as decision'} ${one.place} of ${one.of}: ${foundText(one)}`,
    `; of ${counted(one.findings, 'finding')} so far at most ${percent(one.level)} are false, in expectation`,
    one.without.length === 0 ? '' : `; no evidence is made of ${one.without.join(', ')}`,
    '\n',
  ].join('');

/** Whether it is a finding, by what. */
export const foundText = ({
  isFinding,
  logEvidence,
  logNeeded,
}: Pick<ToldDecision, 'isFinding' | 'logEvidence' | 'logNeeded'>): string =>
  `${isFinding ? 'a finding' : 'no finding'}, with evidence of ${times(logEvidence)} where ${times(logNeeded)} was needed`;

export const percent = (share: number): string => `${Number((100 * share).toPrecision(6))} %`;

/** An e-value of three digits; of a very large one the power of ten. */
const times = (log: number): string =>
  log > Math.log(1e6) ? `10^${Math.floor(log / Math.LN10)}` : `${Number(Math.exp(log).toPrecision(3))}`;
