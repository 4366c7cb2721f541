import { formatPlain, timelineChart } from 'tribune/charts';
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
/** The first moment at which anything is known. */
const spansIn = ({ lines, changes }: wire.MonitorHistory) =>
  spansOf(changes, lines.length === 0 ? 0 : Math.max(...lines.map(atOf)));

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
        bounds: boundsOf(watch),
        spans: spansIn(history),
        bandLabel: `${formatPlain(of.level * 100)} % interval, may be looked at after every block`,
        width,
      })
    }
    caption={
      of.series.reference === null
        ? undefined
        : `Against ${groupText(of.series.reference)}. Counted anew after each alarm.`
    }
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
