import { formatCount, formatValue } from 'tribune/charts';
import type { ReviewMeasures } from '../../api/cases.js';
import { Section } from '../../parts/page.js';
import { type Column, Table } from '../../parts/table.js';
import { Time } from '../../parts/time.js';
import { Name } from '../../parts/words.js';
import { estimateText, rangeText } from './estimate-text.js';

/** Whether the review itself is fair, and how it goes over the weeks. */
export function Groups({ of: { overturns, overrides } }: { readonly of: ReviewMeasures }) {
  return (
    <>
      <Section title="Appeals that changed the decision, by group">
        {overturns.map((one) => (
          <ByAttribute key={one.attribute ?? ''} of={one} />
        ))}
      </Section>
      <Section title="Decisions changed, by week">
        {overrides.weeks.length === 0 ? (
          <p className="quiet">People decided no case yet.</p>
        ) : (
          <Table
            caption="By week, from Monday (UTC)"
            columns={WEEKS}
            rows={overrides.weeks}
            rowKey={({ from }) => from}
          />
        )}
      </Section>
    </>
  );
}

type Overturned = ReviewMeasures['overturns'][number];

function ByAttribute({ of: { attribute, rate, groups, hidden, groupUnknown } }: { readonly of: Overturned }) {
  const title = attribute === null ? 'All appeals' : `By ${attribute}`;
  return (
    <div className="stack">
      <p>
        {title}: {estimateText(rate)} {rangeText(rate)}
        {groupUnknown === 0 || attribute === null ? '' : `; of ${formatCount(groupUnknown)} the group is not recorded`}
        {hidden === 0 ? '' : `; ${formatCount(hidden)} groups of fewer than 10 appeals are not told`}
      </p>
      {groups.length === 0 ? null : (
        <Table caption={title} columns={GROUPS} rows={groups} rowKey={({ group }) => group} />
      )}
    </div>
  );
}

type Group = Overturned['groups'][number];
const GROUPS: readonly Column<Group>[] = [
  { id: 'group', head: 'Group', cell: ({ group }) => <Name>{group}</Name> },
  { id: 'rate', head: 'Changed', cell: ({ rate }) => `${estimateText(rate)} ${rangeText(rate)}` },
  {
    id: 'beyond',
    head: 'Beyond the others here',
    cell: ({ beyondOthers: { estimate, lower, upper, reason } }) =>
      estimate === null || lower === null || upper === null
        ? (reason ?? '–')
        : `${formatValue(estimate, 'points')} (${formatValue(lower, 'points')} to ${formatValue(upper, 'points')})`,
  },
];

type Week = ReviewMeasures['overrides']['weeks'][number];
const WEEKS: readonly Column<Week>[] = [
  { id: 'from', head: 'Week', cell: ({ from }) => <Time at={from} /> },
  { id: 'cases', head: 'Cases', isNumber: true, cell: ({ rate }) => formatCount(rate.n) },
  { id: 'rate', head: 'Changed', cell: ({ rate }) => `${estimateText(rate)} ${rangeText(rate)}` },
];
