import { formatCount, formatValue } from 'tribune/charts';
import type { ReviewMeasures } from '../../api/cases.js';
import { Actor } from '../../parts/actor.js';
import { Section } from '../../parts/page.js';
import { type Column, Table } from '../../parts/table.js';
import { duration } from '../../parts/time.js';
import { Badge } from '../../parts/words.js';
import { estimateText, rangeText } from './estimate-text.js';

type Reader = ReviewMeasures['readers'][number];

/** Each reader, by name and not by rank: there to help, and not for pay or discipline. */
export const Readers = ({ of: { readers } }: { readonly of: ReviewMeasures }) => (
  <Section title="Readers">
    <Table caption="Readers" columns={READERS} rows={readers} rowKey={({ reader }) => reader} />
    <p className="note small">
      Rates on known answers are drawn towards that of all readers where there are few; under 100 they say little of a
      person. They are there to help, and not for pay or discipline.
    </p>
  </Section>
);

const READERS: readonly Column<Reader>[] = [
  { id: 'reader', head: 'Reader', cell: ({ reader }) => <Actor id={reader} /> },
  { id: 'readings', head: 'Readings', isNumber: true, cell: ({ readings }) => formatCount(readings) },
  {
    id: 'agreement',
    head: 'Answers as the machine’s',
    cell: ({ agreement, mayWaveThrough }) => (
      <>
        {estimateText(agreement)} {rangeText(agreement)}
        {mayWaveThrough ? (
          <>
            {' '}
            <Badge look="care" glyph="◆">
              quick, and nearly always as the machine
            </Badge>
          </>
        ) : null}
      </>
    ),
  },
  {
    id: 'known',
    head: 'Right on known answers',
    cell: ({ known, isReliable }) =>
      `${estimateText(known)} ${rangeText(known)}${isReliable || known.n === 0 ? '' : ', few'}`,
  },
  {
    id: 'shrunken',
    head: 'Drawn towards all',
    cell: ({ knownShrunken: of }) =>
      of === null
        ? '–'
        : `${formatValue(of.estimate, 'share')} (${formatValue(of.lower, 'share')} to ${formatValue(of.upper, 'share')})`,
  },
  {
    id: 'dwell',
    head: 'Median time',
    isNumber: true,
    cell: ({ dwell }) => (dwell.median === null ? '–' : duration(dwell.median / 1000)),
  },
];
