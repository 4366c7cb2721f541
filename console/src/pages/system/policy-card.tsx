import { formatPlain } from 'tribune/charts';
import type { Watched, WatchedPolicy } from '../../api/queries.js';
import { Actor } from '../../parts/actor.js';
import { type Column, Table } from '../../parts/table.js';
import { duration, Time } from '../../parts/time.js';
import { Name, seriesTitle } from '../../parts/words.js';
import { boundText, type Watch } from '../series-words.js';

const COLUMNS: readonly Column<Watch>[] = [
  { id: 'id', head: 'Requirement', cell: (watch) => <Name>{seriesTitle(watch)}</Name> },
  {
    id: 'what',
    head: 'Measures',
    cell: ({ title, by }) => `${title}${by.length === 0 ? '' : ` by ${by.join(' and ')}`}`,
  },
  { id: 'bound', head: 'Bound', cell: (watch) => boundText(watch) },
  {
    id: 'severity',
    head: 'Alarm',
    cell: ({ severity }) => (severity === 'page' ? 'wakes somebody' : 'makes a ticket'),
  },
  {
    id: 'basis',
    head: 'Basis',
    cell: ({ basis, rationale, isAboutData }) => (
      <>
        {basis ?? (isAboutData ? 'the quality of the data' : 'watched besides the requirements')}
        {rationale === null ? null : <span className="note small"> {rationale}</span>}
      </>
    ),
  },
];

/** By what a deployment is judged: in words, and verbatim. */
export function PolicyCard({ policy, unwatched }: { policy: WatchedPolicy; unwatched: Watched['unwatched'] }) {
  return (
    <div className="stack">
      <dl className="facts">
        <dt>Name</dt>
        <dd>
          <Name>{policy.name}</Name> <span className="note">version {policy.version}</span>
        </dd>
        {policy.purpose === null ? null : (
          <>
            <dt>Purpose</dt>
            <dd>{policy.purpose}</dd>
          </>
        )}
        <dt>In force</dt>
        <dd>
          since <Time at={policy.since} />, by <Actor id={policy.by} />
        </dd>
        <dt>Blocks</dt>
        <dd>
          of {duration(policy.blockSeconds)}
          {policy.labelHorizonSeconds === null ? '' : `; labels are waited for ${duration(policy.labelHorizonSeconds)}`}
          ; no data after {duration(policy.noDataAfterSeconds)}
        </dd>
        <dt>Groups</dt>
        <dd>from {formatPlain(policy.minGroupSize)} people on</dd>
        <dt>Digest</dt>
        <dd>
          <code>{policy.digest}</code>
        </dd>
      </dl>
      <Table
        caption="What is watched"
        columns={COLUMNS}
        rows={policy.watches}
        rowKey={({ requirement, component }) => `${requirement} ${component}`}
      />
      {unwatched.length === 0 ? null : (
        <div>
          <h3>Not watched</h3>
          <ul>
            {unwatched.map(({ requirement, reason, instead }) => (
              <li key={requirement}>
                <strong>{requirement}</strong>: {reason}. <span className="note">{instead}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
      <details>
        <summary>The policy file, {policy.isVerbatim ? 'verbatim' : 'without counts of fewer than 11 people'}</summary>
        <pre className="text">{policy.text}</pre>
      </details>
    </div>
  );
}
