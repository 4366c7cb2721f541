import { formatCount } from 'tribune/charts';
import type { ReviewMeasures } from '../../api/cases.js';
import { Section } from '../../parts/page.js';
import { type Column, Table } from '../../parts/table.js';
import { estimateText, rangeText } from './estimate-text.js';

/** What showing the machine's answer does, and whether its reasons hold. */
export const MachineMeasures = ({ of: { holdout, reasons } }: { readonly of: ReviewMeasures }) => (
  <>
    {holdout.shown + holdout.held === 0 ? null : (
      <Section title="With and without the machine shown">
        <Table caption="Held out" columns={HELD} rows={heldRows(holdout)} rowKey={({ name }) => name} />
        <p className="note small">
          {formatCount(holdout.held)} of {formatCount(holdout.shown + holdout.held)} drawn cases were decided by a view
          alone. Both are for all of them, by the chance with which each was drawn.
        </p>
      </Section>
    )}
    {reasons.length === 0 ? null : (
      <Section title="Whether the machine’s reasons hold">
        <Table caption="Reasons" columns={REASONS} rows={reasons} rowKey={({ reason }) => reason} />
      </Section>
    )}
  </>
);

type Rates = ReviewMeasures['holdout']['followed'];
interface Held {
  readonly name: string;
  readonly of: Rates;
}

const heldRows = ({ followed, changed }: ReviewMeasures['holdout']): Held[] => [
  { name: 'Readers end with the machine’s answer', of: followed },
  { name: 'The decision is changed', of: changed },
];

const HELD: readonly Column<Held>[] = [
  { id: 'name', head: 'How often', cell: ({ name }) => name },
  { id: 'shown', head: 'Shown', isNumber: true, cell: ({ of }) => estimateText(of.shown) },
  { id: 'held', head: 'Not shown', isNumber: true, cell: ({ of }) => estimateText(of.held) },
  { id: 'difference', head: 'Difference', isNumber: true, cell: ({ of }) => estimateText(of.difference) },
  { id: 'range', head: '95 % interval', cell: ({ of }) => rangeText(of.difference) },
];

const REASONS: readonly Column<ReviewMeasures['reasons'][number]>[] = [
  { id: 'reason', head: 'Reason', cell: ({ reason }) => <bdi>{reason}</bdi> },
  { id: 'confirmed', head: 'Readers say it holds', isNumber: true, cell: ({ confirmed }) => formatCount(confirmed) },
  { id: 'denied', head: 'Denied', isNumber: true, cell: ({ denied }) => estimateText(denied) },
  { id: 'range', head: '95 % interval', cell: ({ denied }) => rangeText(denied) },
];
