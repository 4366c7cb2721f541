import { HOUR_MS } from '../../../core/base/durations.js';
import { miettinenNurminenDifference } from '../../../core/stats/index.js';
import type { AuditWindow } from '../../audits/recorded/index.js';
import type { PlannedShare, RuleEffect, RuleEffectGroup } from '../../audits/source/index.js';
import { type AuditRow, type DecisionHistory, envelopesOf, readAuditRows } from '../../decisions/history/index.js';
import { ruleReader } from '../../group-rules/rules/index.js';
import type { SeededRule } from '../model/index.js';

/** Batches that are opened at once. */
const AT_ONCE = 8;
/** All intervals of a rule hold together at this level. */
const LEVEL = 0.95;
/** A decision may be dated ahead of the service by less than this, so that no batch before holds one of a rule, ms. */
const MARGIN_MS = HOUR_MS;

/** The decisions of an audit: its entries and hours. */
export interface RuledSpan extends Pick<AuditWindow, 'deployment' | 'fromMs' | 'toMs'> {
  /** Entries of the log that count. */
  readonly size: number;
  readonly repeats: { has(index: number): boolean };
}

interface Counts {
  n: number;
  ones: number;
  toFavourable: number;
  toUnfavourable: number;
}

/**
 * What the rules of a deployment did to its recorded decisions, beside what was planned. Groups are those that a rule saw: attributes that came later
 * changed no decision. Only batches since the first of the rules are read.
 */
export async function ruleEffects(
  history: Pick<DecisionHistory, 'opened' | 'nextSeq'>,
  rules: readonly SeededRule[],
  span: RuledSpan,
): Promise<RuleEffect[]> {
  const own = rules.filter(
    ({ deployment, fromMs, untilMs }) =>
      deployment === span.deployment && fromMs < span.toMs && (untilMs === null || untilMs > span.fromMs),
  );
  if (own.length === 0) return [];
  const counted = new Map(own.map((rule) => [rule.id, new CountedRule(rule)]));
  const end = await history.nextSeq();
  for (
    let seq = await firstSince(history, end, Math.min(...own.map(({ fromMs }) => fromMs)) - MARGIN_MS);
    seq < end;
  ) {
    const batches = await history.opened(seq, AT_ONCE);
    if (batches.length === 0) break;
    for (const batch of batches) if (batch.batch.kind === 'decision') takeBatch(batch, [...counted.values()], span);
    seq += batches.length;
  }
  return [...counted.values()].map((one) => one.effect()).filter(isSeen);
}

const isSeen = ({ kept, otherwise, byOthers, erased }: RuleEffect): boolean => kept + otherwise + byOthers + erased > 0;

/** The first batch that was received at a time or later, by halving. */
async function firstSince(history: Pick<DecisionHistory, 'opened'>, end: number, fromMs: number): Promise<number> {
  let [low, high] = [0, end];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const [found] = await history.opened(middle, 1);
    if (found !== undefined && found.batch.receivedAtMs < fromMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

type Opened = Awaited<ReturnType<DecisionHistory['opened']>>[number];

function takeBatch(opened: Opened, rules: readonly CountedRule[], span: RuledSpan): void {
  const { firstIndex, receivedAtMs } = opened.batch;
  const mine = rules.filter(({ rule }) => opened.envelopes.some((text) => text.includes(rule.digest)));
  if (mine.length === 0) return;
  const envelopeAt = envelopesOf(opened);
  const markAt = (position: number): { rule: CountedRule; kept: boolean | null } | null => {
    const { deployment, rule } = envelopeAt(position);
    if (rule === undefined || deployment !== span.deployment) return null;
    const one = mine.filter((each) => each.rule.digest === rule.digest);
    // Of one rule that began twice, the record belongs to the last one that had begun.
    const found = one.findLast((each) => each.rule.fromMs <= receivedAtMs + MARGIN_MS) ?? one[0];
    return found === undefined ? null : { rule: found, kept: rule.kept };
  };
  const { rows, erased } = readAuditRows(opened, span.size);
  const isWithin = (index: number, hourMs: number): boolean =>
    !span.repeats.has(index) && hourMs >= span.fromMs && hourMs < span.toMs;
  // They are dated by their receipt, as the audit dates them.
  for (const { index, receivedHourMs } of erased)
    if (isWithin(index, receivedHourMs)) markAt(index - firstIndex)?.rule.takeErased();
  for (const row of rows) {
    if (!isWithin(row.index, row.decidedHourMs)) continue;
    const mark = markAt(row.index - firstIndex);
    if (mark !== null) mark.rule.take(row, mark.kept);
  }
}

/** Counts the decisions of a rule. */
class CountedRule {
  readonly rule: SeededRule;
  readonly #read: ReturnType<typeof ruleReader>;
  readonly #counts: ReadonlyMap<string, Counts>;
  #kept = 0;
  #otherwise = 0;
  #byOthers = 0;
  #erased = 0;
  #outside = 0;

  constructor(rule: SeededRule) {
    this.rule = rule;
    this.#read = ruleReader(rule.file);
    this.#counts = new Map(
      rule.file.people.map(({ key }) => [
        JSON.stringify(rule.file.attributes.map((name) => key[name])),
        { n: 0, ones: 0, toFavourable: 0, toUnfavourable: 0 },
      ]),
    );
  }

  takeErased(): void {
    this.#erased++;
  }

  take({ score, outcome, attributes }: RuledRow, isKept: boolean | null): void {
    if (isKept === null) {
      this.#byOthers++;
      return;
    }
    if (isKept) this.#kept++;
    else this.#otherwise++;
    const { file } = this.rule;
    // No draw is asked for: only the group is.
    const { key } = this.#read({ score, attributes }, () => 0);
    const counts =
      key === null ? undefined : this.#counts.get(JSON.stringify(file.attributes.map((name) => key[name])));
    // Where nothing was decided nobody was moved.
    if (counts === undefined || score === null || outcome === null) {
      this.#outside++;
      return;
    }
    counts.n++;
    counts.ones += +(outcome === 1);
    if (file.others === null) return;
    // The cutoff is on the scale to which the rule divides scores.
    const isAbove = score / file.read.scoreScale >= file.others;
    const [now, before] = [outcome === file.favourable, +isAbove === file.favourable];
    counts.toFavourable += +(now && !before);
    counts.toUnfavourable += +(!now && before);
  }

  effect(): RuleEffect {
    const { id, digest, mode, fromMs, untilMs, file } = this.rule;
    const seen = file.people.flatMap((plan) => {
      const counts = this.#counts.get(JSON.stringify(file.attributes.map((name) => plan.key[name])))!;
      return counts.n === 0 ? [] : [{ plan, counts }];
    });
    const moves = file.others === null ? 0 : 2;
    const level = 1 - (1 - LEVEL) / Math.max(1, seen.length * (1 + moves));
    return {
      ...{ id, rule: digest, mode, from: new Date(fromMs).toISOString() },
      until: untilMs === null ? null : new Date(untilMs).toISOString(),
      ...{ kept: this.#kept, otherwise: this.#otherwise, byOthers: this.#byOthers },
      ...{ erased: this.#erased, outside: this.#outside, level },
      groups: seen.map(({ plan, counts }): RuleEffectGroup => {
        const share = (planned: number, count: number): PlannedShare =>
          shareOf({ planned, nPlanned: plan.n, count, n: counts.n }, level);
        const moved = (planned: number | null, count: number): PlannedShare | null =>
          planned === null || file.others === null ? null : share(planned, count);
        return {
          ...{ group: plan.key, nPlanned: plan.n, n: counts.n },
          rate: share(plan.selectionRate * plan.n, counts.ones),
          toFavourable: moved(plan.toFavourable, counts.toFavourable),
          toUnfavourable: moved(plan.toUnfavourable, counts.toUnfavourable),
        };
      }),
    };
  }
}

type RuledRow = Pick<AuditRow, 'score' | 'outcome' | 'attributes'>;

/** Counts of the plan may be parts of people, where some are drawn. */
function shareOf(
  { planned, nPlanned, count, n }: { planned: number; nPlanned: number; count: number; n: number },
  level: number,
): PlannedShare {
  const [plan, now] = [
    { successes: Math.min(planned, nPlanned), n: nPlanned },
    { successes: count, n },
  ];
  const { lower, upper } = miettinenNurminenDifference(now, plan, level) ?? { lower: -1, upper: 1 };
  return { planned: plan.successes / nPlanned, seen: count / n, lower, upper, isOff: lower > 0 || upper < 0 };
}
