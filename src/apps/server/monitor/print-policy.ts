import { durationText, SECOND_MS } from '../../../core/base/durations.js';
import { withoutFewCounts } from '../../../core/policy/open-sections/monitor-parts/index.js';
import { measureWords } from '../../../core/policy/sections/index.js';
import { readPolicy } from '../../../domain/audits/recorded/index.js';
import type { Sight, WatchedDeployment } from '../../../domain/live-monitor/viewing/index.js';
import { boundEnds, type Watch } from '../../../domain/monitor/index.js';
import { factTitle } from '../../../domain/monitor-facts/index.js';
import { basisText, distanceWords, metricWords, qualityWords, unitOf } from '../../../domain/wording/index.js';

/** The policy by which a deployment is watched, with what of it is watched in words. Who may see no person is shown no count of a few. */
export function printPolicy({ epoch, policy: { digest, text, plan } }: WatchedDeployment, sight: Sight): object {
  const shown = sight === 'persons' ? text : withoutFewCounts(text);
  const { name, version, owner, purpose, requirements } = readPolicy(text, 'policy').policy;
  return {
    ...{ deployment: epoch.deployment, digest, name, version, owner, purpose },
    ...{ text: shown, isVerbatim: shown === text },
    blockSeconds: plan.blockMs / SECOND_MS,
    labelHorizonSeconds: plan.labelHorizonMs === null ? null : plan.labelHorizonMs / SECOND_MS,
    noDataAfterSeconds: plan.noDataAfterMs / SECOND_MS,
    ...{ falseAlarmsPerDay: plan.falseAlarmsPerDay, minGroupSize: plan.minGroupSize, level: plan.level },
    facts: (plan.facts ?? []).map((fact) => ({
      requirement: fact.id,
      title: factTitle(fact),
      severity: fact.severity,
    })),
    watches: plan.watches.map((watch) => {
      const written = requirements.find(({ id }) => id === watch.requirement);
      return {
        ...{ requirement: watch.requirement, component: watch.component, ...wordsOf(watch, plan), by: watch.by },
        ...{
          compare: watch.compare,
          bound: watch.bound,
          ends: boundEnds(watch).toSorted((a, b) => a.value - b.value),
          severity: watch.severity,
        },
        hasReferenceError: watch.kind === 'drift',
        waitsForLabels: watch.phase === 'labels',
        isAboutData: watch.quality !== null,
        basis: written === undefined ? null : basisText(written.basis),
        rationale: written?.rationale ?? null,
      };
    }),
    since: new Date(epoch.beganAtMs).toISOString(),
    by: epoch.by,
  };
}

type Plan = WatchedDeployment['policy']['plan'];

/** What a watch measures, in words, and the unit of its estimates. A kind without words of its own is refused rather than called another. */
function wordsOf(watch: Watch, { histograms }: Pick<Plan, 'histograms'>): Pick<Printed, 'title' | 'unit'> {
  const { kind, metric, component, quality, compare } = watch;
  if (kind === 'drift') {
    const { of } = histograms[watch.histogram]!;
    const what = of.kind === 'input' ? of.column : 'the score';
    return { title: `drift of ${what} (${distanceWords(watch)})`, unit: 'number' };
  }
  if (kind === 'means' && watch.band !== undefined)
    return { title: `label - score of scores from ${watch.band.from} to ${watch.band.to}`, unit: 'number' };
  // Shares of the data are shares; what is compared has the unit of its comparison.
  if (quality !== null) return { title: qualityWords(quality), unit: 'share' };
  if (metric === null) throw new Error(`no words for what the watch ${watch.id} measures`);
  const title = watch.measure === undefined ? metricWords(component ?? metric).label : measureWords(watch.measure);
  return {
    title: titleOf(watch, title),
    unit: unitOf({ metric: component ?? metric, compare } as Parameters<typeof unitOf>[0]),
  };
}

function titleOf(watch: Watch, title: string): string {
  if (watch.kind === 'estimates') return `${title}, estimated from scores without labels`;
  if (watch.kind === 'changes') return `change of ${title} against ${durationText(watch.overMs)} before`;
  return title;
}

interface Printed {
  readonly title: string;
  readonly unit: ReturnType<typeof unitOf>;
}
