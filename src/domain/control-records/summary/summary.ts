import { type RecordBody, RISK_SCORES } from '../kinds/index.js';
import type { KeptRecord } from '../ports/index.js';

/** What the workshops and choices of a system come to. What nobody recorded is null. */
export interface WorkshopSummary {
  /** The newest risk form: the sum of its grades, and the highest of them. */
  readonly risk: {
    readonly score: number;
    readonly of: number;
    readonly highest: readonly string[];
    readonly record: string;
    readonly atMs: number;
  } | null;
  /** Harms of the newest workshop, the gravest first by likelihood times severity. */
  readonly harms: {
    readonly n: number;
    /** Harms without a mitigation, or without somebody who answers for it. */
    readonly open: number;
    readonly gravest: readonly {
      readonly stakeholder: string;
      readonly kind: string;
      readonly harm: string;
      readonly grade: number;
      readonly isOpen: boolean;
    }[];
    readonly record: string;
    readonly atMs: number;
  } | null;
  /** The newest choice of a metric. */
  readonly choice: {
    readonly chosen: string;
    readonly reason: string;
    readonly dissents: number;
    readonly record: string;
    readonly atMs: number;
  } | null;
  /** Principles by whether something enforces them. */
  readonly principles: {
    readonly n: number;
    /** Bound to a control that a pack has. */
    readonly enforced: number;
    /** Bound to a gate or requirement, as somebody says, which is not looked up here. */
    readonly said: number;
    /** Share that is enforced; null where there is no principle. */
    readonly share: number | null;
  };
  readonly challenges: { readonly n: number; readonly open: number };
}

/** Most harms that are told. */
const MOST_TOLD = 10;
const HIGHEST_GRADE = 5;

/** Sums up records of a system, of each kind the newest first. `isControl` says whether a pack has a control of a name. */
export function summarize(records: readonly KeptRecord[], isControl: (id: string) => boolean): WorkshopSummary {
  const newest = <Kind extends 'risk-form' | 'harm-workshop' | 'metric-choice'>(kind: Kind) => {
    const found = records.find((one) => one.kind === kind);
    return found === undefined ? null : { record: found.id, atMs: found.atMs, body: found.body as RecordBody<Kind> };
  };
  return {
    risk: riskOf(newest('risk-form')),
    harms: harmsOf(newest('harm-workshop')),
    choice: choiceOf(newest('metric-choice')),
    principles: principlesOf(records, isControl),
    challenges: challengesOf(records),
  };
}

type Newest<Kind extends 'risk-form' | 'harm-workshop' | 'metric-choice'> = {
  readonly record: string;
  readonly atMs: number;
  readonly body: RecordBody<Kind>;
} | null;

function riskOf(found: Newest<'risk-form'>): WorkshopSummary['risk'] {
  if (found === null) return null;
  const { scores } = found.body;
  const most = Math.max(...RISK_SCORES.map((one) => scores[one]));
  return {
    score: RISK_SCORES.reduce((sum, one) => sum + scores[one], 0),
    of: RISK_SCORES.length * HIGHEST_GRADE,
    highest: RISK_SCORES.filter((one) => scores[one] === most),
    ...{ record: found.record, atMs: found.atMs },
  };
}

function harmsOf(found: Newest<'harm-workshop'>): WorkshopSummary['harms'] {
  if (found === null) return null;
  const graded = found.body.harms.map(({ stakeholder, kind, harm, likelihood, severity, mitigation, owner }) => ({
    ...{ stakeholder, kind, harm, grade: likelihood * severity },
    isOpen: mitigation.trim() === '' || owner.trim() === '',
  }));
  return {
    ...{ n: graded.length, open: graded.filter(({ isOpen }) => isOpen).length },
    gravest: graded.toSorted((a, b) => b.grade - a.grade).slice(0, MOST_TOLD),
    ...{ record: found.record, atMs: found.atMs },
  };
}

function choiceOf(found: Newest<'metric-choice'>): WorkshopSummary['choice'] {
  if (found === null) return null;
  const { chosen, reason, dissent } = found.body;
  return { chosen, reason, dissents: dissent.length, record: found.record, atMs: found.atMs };
}

function principlesOf(
  records: readonly KeptRecord[],
  isControl: (id: string) => boolean,
): WorkshopSummary['principles'] {
  // The newest record of the same words takes the place of the earlier ones.
  const bodies = new Map<string, RecordBody<'principle'>>();
  for (const { kind, body } of records) {
    if (kind !== 'principle') continue;
    const one = body as RecordBody<'principle'>;
    if (!bodies.has(one.principle)) bodies.set(one.principle, one);
  }
  const all = [...bodies.values()];
  const isEnforced = ({ boundTo }: RecordBody<'principle'>): boolean =>
    boundTo.some(({ kind, id }) => kind === 'control' && isControl(id));
  const enforced = all.filter(isEnforced).length;
  const said = all.filter((one) => !isEnforced(one) && one.boundTo.some(({ kind }) => kind !== 'control')).length;
  return { n: all.length, enforced, said, share: all.length === 0 ? null : enforced / all.length };
}

function challengesOf(records: readonly KeptRecord[]): WorkshopSummary['challenges'] {
  // A challenge is answered by a later record of the same claim that has an outcome.
  const claims = new Map<string, boolean>();
  for (const { kind, body } of records) {
    if (kind !== 'challenge') continue;
    const { claim, outcome } = body as RecordBody<'challenge'>;
    claims.set(claim, (claims.get(claim) ?? false) || outcome.trim() !== '');
  }
  return { n: claims.size, open: [...claims.values()].filter((isAnswered) => !isAnswered).length };
}
