import { DAY_MS } from '../../../core/base/durations.js';
import { TribuneError } from '../../../core/base/errors.js';
import type { Policy } from '../../../core/policy/index.js';
import { type MonitorPlan, observer, rowPlan, type Uncounted } from '../../../domain/monitor/index.js';
import type { ReplayedDecision } from '../../../domain/monitor-replay/index.js';

/** What decisions of a file are read for. */
export interface DecisionFile {
  readonly policy: Policy;
  readonly plan: MonitorPlan;
  /** Column of the moments of decisions. */
  readonly time: string;
  /** Column of the moments of labels; null where files do not say. */
  readonly labelTime: string | null;
  /** Day after which no decision can have been made; null where there is none. */
  readonly today: string | null;
  readonly progress?: (percent: number) => void;
  readonly memoryLimit?: string;
  readonly threads?: number;
}

/** Who gets them. */
export interface DecisionTaker {
  readonly take: (decision: ReplayedDecision) => void;
  readonly leaveOut: (reason: Uncounted) => void;
}

/** Most texts that are shown of a column that holds no times. */
const EXAMPLES = 5;

/** Texts that should have been times. */
class WrongTimes {
  readonly #texts = new Set<string>();

  see(column: string, text: string | null, moment: number | null | undefined): void {
    if (moment === null && text !== null && this.#texts.size < EXAMPLES)
      this.#texts.add(`${column}: ${JSON.stringify(text.slice(0, 60))}`);
  }

  refuse(): void {
    if (this.#texts.size === 0) return;
    throw new TribuneError('DATA_VALUE_INVALID', `these values are no times: ${[...this.#texts].join(', ')}`, {
      remedy: 'Write times as 2026-01-05T10:00:00Z or 2026-01-05, of the years 0000 to 9999; empty means missing.',
    });
  }
}

/** Reads the decisions of files in the order of their time, as audits read rows. Texts in a column of times that are no times are refused. */
export async function readDecisions(
  paths: readonly string[],
  { policy, plan, time, labelTime, today, progress, ...engine }: DecisionFile,
  { take, leaveOut }: DecisionTaker,
): Promise<void> {
  const { readInOrder } = await import('../../../adapters/dataset/index.js');
  const observe = observer(policy, plan);
  const future = today === null ? Number.POSITIVE_INFINITY : Date.parse(`${today}T00:00:00Z`) + DAY_MS;
  const wrong = new WrongTimes();
  const { cluster } = plan;
  await readInOrder(
    paths,
    {
      plan: rowPlan(policy),
      times: labelTime === null ? [time] : [time, labelTime],
      others: [
        ...(cluster === null ? [] : [{ column: cluster, named: 'monitor.cluster in the policy' }]),
        ...histogramColumns(policy, plan),
        ...scoreColumn(policy, plan),
        ...(plan.factors?.columns ?? []).map(({ column }) => ({ column, named: 'monitor.causes in the policy' })),
      ],
      ...(progress === undefined ? {} : { progress }),
      ...engine,
    },
    ({ text: cell, times: [at, labelAt] }) => {
      wrong.see(time, cell(time), at);
      if (labelTime !== null) wrong.see(labelTime, cell(labelTime), labelAt);
      if (at === null || at === undefined) return leaveOut('excluded: missing time');
      // Rows without a time come first, so that nothing is told of data that are refused.
      wrong.refuse();
      if (at >= future) return leaveOut('excluded: from the future');
      const cameAt = labelAt == null || labelAt >= future ? null : labelAt;
      const decision = { observed: observe(cell), at, ...(labelTime === null ? {} : { labelAt: cameAt }) };
      take(cluster === null ? decision : { ...decision, cluster: cell(cluster) });
    },
  );
  wrong.refuse();
}

/** The column of scores, where they are summed, alone or beside labels. */
const scoreColumn = (
  { data }: Policy,
  { moments = [], areas = [] }: MonitorPlan,
): { column: string; named: string }[] =>
  areas.length > 0 || moments.some(({ of }) => of.kind !== 'amount')
    ? [{ column: data.score!, named: 'data.score in the policy, which is watched' }]
    : [];

/** The columns that histograms are counted from, with the place that names them. */
const histogramColumns = (
  { data }: Policy,
  { histograms, watches }: MonitorPlan,
): { column: string; named: string }[] =>
  histograms.flatMap(({ of }, place) => {
    if (of.kind === 'score')
      return [{ column: data.score!, named: 'data.score in the policy, for monitor.drift.score' }];
    if (of.kind === 'same-inputs')
      return of.columns.map((column) => ({ column, named: 'monitor.quality.sameInputs in the policy' }));
    if (of.kind === 'undecided')
      return of.column === null ? [] : [{ column: of.column, named: 'monitor.service.undecided in the policy' }];
    if (of.kind === 'pair')
      return of.inputs.map(({ column }) => ({ column, named: 'monitor.quality.randomInputs in the policy' }));
    return [{ column: of.column, named: `monitor.${sectionOf(watches, place)} in the policy` }];
  });

/** The section that has a histogram counted. */
function sectionOf(watches: MonitorPlan['watches'], place: number): string {
  for (const { kind, quality, ...watch } of watches) {
    if (kind === 'drift' && 'histogram' in watch && watch.histogram === place) return 'drift.inputs';
    if (quality !== null && 'histogram' in quality && quality.histogram === place)
      return quality.kind === 'default' ? 'quality.defaults' : 'quality.inputs';
  }
  return 'service';
}
