import { formatPlain, type TimelineSpan, timelineChart } from 'tribune/charts';
import type { wire } from 'tribune/client';
import type { Series } from '../../api/queries.js';
import { Chart } from '../../parts/chart.js';
import { groupText, seriesTitle } from '../../parts/words.js';
import { boundsOf, estimateText, spansOf, unitOf, type Watch } from '../series-words.js';

interface ChartProps {
  readonly of: Series;
  readonly history: wire.MonitorHistory;
  readonly watch: Watch | null;
}

const atOf = ({ window }: Series): number => Date.parse(window.to);
/** The times of alarms from the changes as they happened, of which those before the first drawn moment are cut off. */
function spansIn({ lines, changes }: wire.MonitorHistory): TimelineSpan[] {
  if (lines.length === 0) return [];
  const [fromMs, toMs] = [atOf(lines[0]!), Math.max(...lines.map(atOf))];
  return spansOf(changes, toMs).flatMap((span) =>
    span.to < fromMs ? [] : [{ ...span, from: Math.max(span.from, fromMs) }],
  );
}

/** What was measured over time, with what it may be as far as is known, its bounds, and the alarms that were on. */
export const GapChart = ({ of, history, watch }: ChartProps) => (
  <Chart
    draw={(width) =>
      timelineChart({
        key: `gap ${seriesTitle(of)} ${JSON.stringify(of.series.group)}`,
        title: `${seriesTitle(of)}, ${groupText(of.series.group)}, over time`,
        description: `Now ${estimateText(of, watch)}. The table below has every number.`,
        yLabel: watch?.title ?? of.requirement,
        unit: unitOf(watch),
        points: history.lines.map((line, i) => ({
          at: atOf(line),
          value: line.estimate,
          lower: line.lower,
          upper: line.upper,
          anew: i > 0 && history.lines[i - 1]!.window.from !== line.window.from,
        })),
        bounds: boundsOf(watch, [of]),
        spans: spansIn(history),
        bandLabel: `${formatPlain(of.level * 100)} % interval, at every look`,
        width,
      })
    }
    caption={[
      of.series.reference === null ? '' : `Against ${groupText(of.series.reference)}.`,
      'The interval may be looked at after every block.',
      history.agrees ? 'Counted anew after each alarm.' : 'Counted from the oldest kept block on.',
    ].join(' ')}
  />
);

/** The evidence over time against what it takes to raise an alarm. */
export const EvidenceChart = ({ of, history }: ChartProps) => (
  <Chart
    draw={(width) =>
      timelineChart({
        key: `evidence ${seriesTitle(of)} ${JSON.stringify(of.series.group)}`,
        title: `Evidence of ${seriesTitle(of)}, ${groupText(of.series.group)}`,
        description: 'How many times better the decisions fit a broken bound than one that is kept.',
        yLabel: 'Evidence that the bound is broken',
        unit: 'evidence',
        points: history.lines.map((line) => ({ at: atOf(line), value: line.logEvidence })),
        bounds: [{ value: of.logThreshold, label: of.state === 'firing' ? 'enough to end it' : 'alarm' }],
        spans: spansIn(history),
        width,
      })
    }
    caption="While an alarm is on, the line is the evidence that the bound is kept again."
  />
);
