import { counted } from '../../../core/base/counted.js';
import { durationText } from '../../../core/base/durations.js';
import { VERSION } from '../../../core/base/version.js';
import type { Policy } from '../../../core/policy/index.js';
import { renderReplayHtml } from '../../../domain/documents/monitor/index.js';
import type { MonitorPlan, MonitorSummary, StateChange } from '../../../domain/monitor/index.js';
import { factTitle } from '../../../domain/monitor-facts/index.js';
import type { ReplayCounts, ReplayTrace } from '../../../domain/monitor-replay/index.js';
import type { DurationLine, ExplainedChange } from '../../../domain/monitor-review/index.js';
import { causeTexts } from './cause-text.js';
import { durationWords } from './duration-text.js';
import { changeText, remarksOf, seriesText, watchText } from './replay-text.js';

/** A replay that is over. */
export interface EndedReplay {
  readonly policy: Policy;
  readonly digest: string;
  readonly plan: MonitorPlan;
  readonly trace: ReplayTrace;
  readonly summary: MonitorSummary;
  readonly counts: ReplayCounts;
  /** Every change of a state, alarms with what may be behind them. */
  readonly changes: readonly ExplainedChange[];
  readonly durations: readonly DurationLine[];
  /** The command that computes the same numbers again. */
  readonly replay: string;
}

/** Most changes that are told of a series. */
const MOST_SENTENCES = 12;

/** The page of a replay, in the words of its text. */
export function replayHtml(ended: EndedReplay): string {
  const { policy, digest, plan, trace, summary, counts, durations, replay } = ended;
  const causes = new Map(ended.changes.map((change) => [keyOf(change), causeTexts(change)]));
  return renderReplayHtml({
    policy: { name: policy.name, version: policy.version, digest },
    level: plan.level,
    blockText: durationText(plan.blockMs),
    falseAlarmsPerDay: plan.falseAlarmsPerDay,
    blocks: summary.blocks,
    alarms: summary.alarms,
    firing: summary.firing,
    series: trace.end().map((one) => ({
      trace: one,
      label: seriesText(one),
      watched: watchText(one.watch, one.drift),
      sentences: one.changes.slice(0, MOST_SENTENCES).map((change) => ({
        text: `${changeText(change)}.`,
        causes: (causes.get(keyOf(change)) ?? []).map((text) => text.replace(/^- /, '')),
      })),
    })),
    facts: (plan.facts ?? []).map((fact) => ({
      id: fact.id,
      asked: factTitle(fact),
      sentences: sentencesOf(ended.changes.filter(({ requirement }) => requirement === fact.id)),
    })),
    durations: durations.map(durationWords),
    seriesLeftOut: trace.leftOut,
    unwatched: plan.unwatched,
    detectable: summary.detectable.map((one) => ({ ...one, label: seriesText(one) })),
    counted: counts.counted,
    uncounted: counts.uncounted,
    remarks: remarksOf({ plan, summary, counts }),
    replay,
    tool: { name: 'tribune', version: VERSION },
  });
}

/** Changes of a fact, the first ones. */
function sentencesOf(changes: readonly ExplainedChange[]): string[] {
  const more = changes.length - MOST_SENTENCES;
  return [
    ...changes.slice(0, MOST_SENTENCES).map((change) => `${changeText(change)}.`),
    ...(more > 0 ? [`And ${counted(more, 'further change')}: --json has them.`] : []),
  ];
}

/** A change among all others: a series changes once at a moment. */
const keyOf = ({ at, state, requirement, component, series }: StateChange): string =>
  JSON.stringify([at, state, requirement, component, series.group]);
