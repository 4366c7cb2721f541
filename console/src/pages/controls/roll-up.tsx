import { Link } from '@tanstack/react-router';
import { formatCount } from 'tribune/charts';
import type { SystemControls } from '../../api/controls.js';
import type { ControlsSearch } from './search.js';
import { STATUS_ORDER, STATUSES, type Status } from './words.js';

type Framework = SystemControls['frameworks'][number];

const OF_NO_INTEREST: ReadonlySet<Status> = new Set(['not-applicable', 'repealed']);
const KINDS: Readonly<Record<Framework['kind'], string>> = { law: 'law', guidance: 'guidance', voluntary: 'voluntary' };

interface RollUpProps {
  readonly of: readonly Framework[];
  readonly search: ControlsSearch;
}

/** How a system stands by framework: those that hold for it, with how many controls have each status. */
export function RollUp({ of, search }: RollUpProps) {
  const counted = of.map((one) => ({
    ...one,
    about: STATUS_ORDER.filter((status) => !OF_NO_INTEREST.has(status)).reduce(
      (sum, status) => sum + (one.counts[status] ?? 0),
      0,
    ),
  }));
  const others = counted.filter(({ about }) => about === 0);
  return (
    <div className="stack">
      <ul className="roll-up">
        {counted
          .filter(({ about }) => about > 0)
          .map((one) => (
            <li key={one.framework}>
              <Link
                to="/controls"
                search={{
                  ...search,
                  page: undefined,
                  framework: search.framework === one.framework ? undefined : one.framework,
                }}
                aria-current={search.framework === one.framework}
              >
                {one.name}
              </Link>
              <span className="note small">{KINDS[one.kind]}</span>
              <Bar counts={one.counts} about={one.about} />
            </li>
          ))}
      </ul>
      {others.length === 0 ? null : (
        <p className="note small">Not about this system on this day: {others.map(({ name }) => name).join(', ')}.</p>
      )}
    </div>
  );
}

function Bar({ counts, about }: { readonly counts: Framework['counts']; readonly about: number }) {
  const parts = STATUS_ORDER.filter((status) => !OF_NO_INTEREST.has(status) && (counts[status] ?? 0) > 0);
  return (
    <span className="roll-up-bar">
      <span className="bar" aria-hidden="true">
        {parts.map((status) => (
          <span key={status} data-status={status} style={{ flexGrow: counts[status] ?? 0 }} />
        ))}
      </span>
      <span className="small">
        {parts.map((status, at) => (
          <span key={status}>
            {at === 0 ? '' : ', '}
            {formatCount(counts[status] ?? 0)} {STATUSES[status].word}
          </span>
        ))}
        <span className="unseen"> of {about}</span>
      </span>
    </span>
  );
}
