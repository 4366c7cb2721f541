import { DAY_MS, durationMs } from '../../../core/base/durations.js';
import { TribuneError } from '../../../core/base/errors.js';
import type { Policy } from '../../../core/policy/index.js';
import { monitor } from '../../../core/policy/open-sections/index.js';
import type { RankingOutcome } from '../../../core/policy/sections/index.js';
import { planFacts } from '../../monitor-facts/index.js';
import type { ListMeasure, Moment } from '../../monitor-panes/index.js';
import { calibrationWatches } from './calibration.js';
import { changeWatches } from './changes.js';
import { driftWatches } from './drift.js';
import { durationRules } from './durations.js';
import { estimateWatches } from './estimates.js';
import { factorsOf } from './factors.js';
import { type CountedOutcome, countedOutcome } from './outcome.js';
import { inputHistograms, qualityWatches } from './quality.js';
import { serviceWatches } from './service.js';
import type { DurationAsked, MonitorPlan, Watch } from './types.js';
import { watchRequirement } from './watch.js';

/** Without a word of the policy a group may be without decisions for a day, and for so many blocks. */
const QUIET_BLOCKS = 7;

/**
 * What a policy asks of the monitor: each requirement is watched or said not to be, and why.
 *
 * @throws TribuneError POLICY_INVALID for a policy without the section `monitor`
 * @example
 * const { watches, unwatched } = planMonitor(policy);
 */
export function planMonitor(policy: Policy): MonitorPlan {
  const section = monitor.of(policy);
  if (section === undefined) {
    throw new TribuneError('POLICY_INVALID', 'the policy has no section monitor', {
      remedy:
        'Add `monitor: { block: 1h, falseAlarmsPerDay: 0.1 }`; metrics that need labels ask for a labelHorizon too.',
    });
  }
  const blockMs = durationMs(section.block);
  const labelHorizonMs = section.labelHorizon === undefined ? null : durationMs(section.labelHorizon);
  const outcome = countedOutcome(policy, section);
  const context = { hasHorizon: labelHorizonMs !== null, outcome };
  const judged = policy.requirements.map((requirement) => watchRequirement(requirement, policy, context));
  const drift = driftWatches(section.drift, policy);
  const calibrated = calibrationWatches(section.calibration, policy, outcome.moments?.length ?? 0);
  const served = serviceWatches(section.service, policy, { places: outcome.places, before: drift.histograms });
  const summed = [...(outcome.moments ?? []), ...calibrated.moments];
  const estimated = estimateWatches(section.estimates, policy, summed.length);
  const bounded = judged.flatMap((one) => ('watches' in one ? one.watches : []));
  const changed = changeWatches(section.changes ?? [], policy, bounded, blockMs);
  const drafts = [
    ...bounded,
    ...changed.watches,
    ...drift.watches,
    ...calibrated.watches,
    ...served.watches,
    ...estimated.watches,
  ];
  const attributes = policy.data.attributes
    .map(({ name }) => name)
    .filter((name) => drafts.some(({ by }) => by.includes(name)));
  const lists: ListMeasure[] = [];
  const bounds = drafts.map((draft): Watch => {
    const at = draft.by.map((name) => attributes.indexOf(name));
    return draft.kind === 'lists'
      ? { ...draft, at, list: lists.push({ of: draft.of, at }) - 1 }
      : ({ ...draft, at } as Watch);
  });
  const histograms = [...drift.histograms, ...served.histograms];
  const quality = section.quality ?? {};
  const seen = policy.data.seenFor === undefined ? {} : { seenFor: policy.data.seenFor };
  const durations = durationRules(section.durations ?? [], policy.requirements);
  const watches = [
    ...qualityWatches(bounds, attributes, quality, { histograms: histograms.length, places: outcome.places, ...seen }),
    ...bounds,
  ];
  const facts = planFacts(section);
  demandNames([...watches, ...facts]);
  demandRates(durations, watches);
  const counted =
    section.causes === undefined
      ? { attributes }
      : factorsOf(section.causes, { attributes, declared: policy.data.attributes.map(({ name }) => name) });
  return {
    blockMs,
    labelHorizonMs,
    noDataAfterMs:
      section.noDataAfter === undefined ? Math.max(DAY_MS, QUIET_BLOCKS * blockMs) : durationMs(section.noDataAfter),
    falseAlarmsPerDay: section.falseAlarmsPerDay,
    cluster: section.cluster ?? null,
    ...counted,
    places: outcome.places,
    histograms: [...histograms, ...inputHistograms(quality)],
    ...sumsOf(outcome, [...summed, ...estimated.moments]),
    ...(lists.length === 0 ? {} : { lists, holes: (policy.data.outcome as RankingOutcome).holes }),
    unknown: policy.data.unknown,
    minGroupSize: policy.data.minGroupSize,
    level: policy.statistics.level,
    watches,
    ...seen,
    ...(facts.length === 0 ? {} : { facts }),
    // Left out where nothing is declared, so that stored states of older policies are still those of their plan.
    ...(durations.length === 0 ? {} : { durations }),
    unwatched: [
      ...judged.flatMap((one) => ('reason' in one ? [one] : [])),
      ...changed.unwatched,
      ...drift.unwatched,
      ...calibrated.unwatched,
      ...served.unwatched,
      ...estimated.unwatched,
    ],
  };
}

/** The plan for rows of which nobody says whom they are about, as in a file without `monitor.cluster`: who comes again is not seen, and that is said rather than taken for none. */
export function planOfRows(plan: MonitorPlan): MonitorPlan {
  const [repeated] = plan.watches.filter(({ quality }) => quality?.kind === 'repeated');
  if (plan.cluster !== null || repeated === undefined) return plan;
  const reason = 'rows do not say whom they are about';
  const instead = 'Name the column of the person, or of the cluster: monitor.cluster. A service knows the subject.';
  return {
    ...plan,
    watches: plan.watches.filter((watch) => watch !== repeated),
    unwatched: [...plan.unwatched, { requirement: repeated.id, reason, instead }],
  };
}

/** Left out where there are none, as older plans have none. */
function sumsOf(
  { edges, words, areas }: CountedOutcome,
  moments: readonly Moment[],
): Pick<MonitorPlan, 'edges' | 'words' | 'moments' | 'areas'> {
  return {
    ...(edges === undefined ? {} : { edges }),
    ...(words === undefined ? {} : { words }),
    ...(moments.length === 0 ? {} : { moments }),
    ...(areas === undefined ? {} : { areas }),
  };
}

/** Refuses durations of what is neither a rate nor a mean, and trends of what is no rate, rather than answering them with silence. */
function demandRates(durations: readonly DurationAsked[], watches: readonly Watch[]): void {
  for (const { requirement, rule } of durations) {
    const isAsked = (watch: Watch): boolean => watch.requirement === requirement;
    if (rule.mode === 'trend' && watches.some((watch) => isAsked(watch) && !hasTrend(watch)))
      throw new TribuneError(
        'POLICY_INVALID',
        `monitor.durations asks for a trend of ${requirement}, which is no rate`,
        {
          remedy:
            'Ask about a rate or a gap or ratio of rates. Of a mean `every`, `m-of-n` and `pooled` tell what has been so for days.',
        },
      );
    if (watches.some((watch) => watch.requirement === requirement && watch.kind !== 'rates' && watch.kind !== 'means'))
      throw new TribuneError(
        'POLICY_INVALID',
        `monitor.durations asks about ${requirement}, which is neither a rate nor a mean`,
        {
          remedy:
            'Ask about a rate or a mean, such as share_at_least: what has been so for days is told of those alone.',
        },
      );
  }
}

/** F1 is no sum of rates, and a ratio of several rates has no pairing of outcomes. */
const hasTrend = (watch: Watch): boolean =>
  watch.kind === 'rates' && watch.shownAs === undefined && (watch.compare !== 'ratio' || watch.rates.length === 1);

/** Refuses two watches of one name: their alarms could not be told apart. */
function demandNames(watches: readonly { readonly id: string }[]): void {
  const met = new Set<string>();
  for (const { id } of watches) {
    if (met.has(id))
      throw new TribuneError('POLICY_INVALID', `two watches of the monitor are named ${id}`, {
        remedy:
          'Give the requirement another id, or the attribute another name: quality.unreadable, quality.silence, quality.missing.NAME and quality.labels.NAME are those of the data.',
      });
    met.add(id);
  }
}

/**
 * A monitor that watches nothing must not look as if all were well.
 *
 * @throws TribuneError POLICY_INVALID where no requirement can be watched, with the reason of each and what can be watched in its place
 */
export function demandWatches({ watches, unwatched }: MonitorPlan): void {
  if (watches.some(({ quality }) => quality === null)) return;
  const reasons = unwatched.map(({ requirement, reason }) => `${requirement}: ${reason}`);
  const insteads = [...new Set(unwatched.flatMap(({ instead }) => instead ?? []))];
  throw new TribuneError('POLICY_INVALID', ['no requirement of the policy can be watched', ...reasons].join('\n'), {
    remedy: insteads.length === 0 ? 'Write a requirement about a rate.' : insteads.join(' '),
  });
}
