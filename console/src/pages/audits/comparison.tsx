import { formatValue } from 'tribune/charts';
import { type Column, Table } from '../../parts/table.js';
import { Name } from '../../parts/words.js';
import type { Requirement, Result } from './result.js';
import { estimateText, unitOf, VerdictBadge, verdictWord } from './words.js';

interface Pair {
  readonly id: string;
  readonly before: Requirement | undefined;
  readonly after: Requirement | undefined;
}

/** Two audits beside each other: which requirements changed their verdict, and by how much what decided them moved. */
export function Comparison({ from, to }: { readonly from: Result; readonly to: Result }) {
  const pairs = pairsOf(from, to);
  const changed = pairs.filter(isChanged);
  return (
    <div className="stack">
      <p className={`verdict ${changed.some(({ after }) => after?.verdict === 'fail') ? 'bad' : 'care'}`} role="status">
        {changed.length === 0
          ? `None of the ${pairs.length} requirements changed its verdict.`
          : `${changed.length} of ${pairs.length} requirements changed: ${changed.map(changeText).join('; ')}.`}
      </p>
      {from.policy.digest === to.policy.digest ? null : (
        <p className="note">
          They were judged by different policies, {from.policy.name} {from.policy.version} and {to.policy.name}{' '}
          {to.policy.version}: a verdict may have changed because a rule did.
        </p>
      )}
      <Table
        caption="Requirements of both audits"
        columns={COLUMNS}
        rows={pairs}
        rowKey={({ id }) => id}
        isBad={(pair) => isChanged(pair) && pair.after?.verdict === 'fail'}
      />
      <p className="note small">
        Both intervals are of one audit each: where they overlap, the movement may be chance.{' '}
        <code>tribune audit --baseline</code> tests the change itself.
      </p>
    </div>
  );
}

/** Requirements of either, those that changed first. */
function pairsOf(from: Result, to: Result): Pair[] {
  const ids = [...new Set([...to.requirements, ...from.requirements].map(({ id }) => id))];
  const find = ({ requirements }: Result, id: string) => requirements.find((one) => one.id === id);
  const pairs = ids.map((id): Pair => ({ id, before: find(from, id), after: find(to, id) }));
  return pairs.toSorted((a, b) => Number(isChanged(b)) - Number(isChanged(a)));
}

const isChanged = ({ before, after }: Pair): boolean => before?.verdict !== after?.verdict;

function changeText({ id, before, after }: Pair): string {
  if (before === undefined) return `${id} is new and ${verdictWord(after!.verdict)}`;
  if (after === undefined) return `${id} is gone`;
  return `${id} from “${verdictWord(before.verdict)}” to “${verdictWord(after.verdict)}”`;
}

const COLUMNS: readonly Column<Pair>[] = [
  { id: 'id', head: 'Requirement', cell: ({ id }) => <Name>{id}</Name> },
  {
    id: 'from',
    head: 'Earlier',
    cell: ({ before }) => (before === undefined ? 'not asked' : <VerdictBadge of={before.verdict} />),
  },
  {
    id: 'to',
    head: 'Later',
    cell: ({ after }) => (after === undefined ? 'not asked' : <VerdictBadge of={after.verdict} />),
  },
  {
    id: 'then',
    head: 'Decided by, earlier',
    isNumber: true,
    cell: ({ before }) => (before === undefined ? '–' : estimateText(before)),
  },
  {
    id: 'now',
    head: 'Decided by, later',
    isNumber: true,
    cell: ({ after }) => (after === undefined ? '–' : estimateText(after)),
  },
  { id: 'moved', head: 'Moved', isNumber: true, cell: movedText },
];

/** By how much the estimate moved; not where it is of another kind, or of other groups, which the columns before show. */
function movedText({ before, after }: Pair): string {
  if (before?.estimate == null || after?.estimate == null) return '–';
  if (before.metric !== after.metric || before.compare !== after.compare) return 'another measure';
  const unit = unitOf(after);
  const moved = after.estimate - before.estimate;
  const text = formatValue(moved, unit === 'share' ? 'points' : unit);
  return unit === 'number' && moved > 0 ? `+${text}` : text;
}
