import { Link } from '@tanstack/react-router';
import type { wire } from 'tribune/client';
import { Digest } from '../../parts/digest.js';
import { type Column, Table } from '../../parts/table.js';
import { Time } from '../../parts/time.js';
import { Name } from '../../parts/words.js';

type Frozen = wire.Incident['frozen']['deployments'][number];
type Linked = wire.Incident['links'][number];

const DigestOr = ({ of }: { readonly of: string | null }) => (of === null ? '–' : <Digest of={of} />);

const DEPLOYMENTS: readonly Column<Frozen>[] = [
  { id: 'deployment', head: 'Deployment', cell: ({ deployment }) => <Name>{deployment}</Name> },
  { id: 'version', head: 'Version', cell: ({ version }) => <DigestOr of={version} /> },
  { id: 'cutoff', head: 'Cutoff', isNumber: true, cell: ({ cutoff }) => cutoff ?? '–' },
  { id: 'policy', head: 'Policy watched', cell: ({ monitor }) => <DigestOr of={monitor?.policy ?? null} /> },
  { id: 'states', head: 'States of the monitor', cell: ({ monitor }) => <DigestOr of={monitor?.states ?? null} /> },
];

const LINKS: readonly Column<Linked>[] = [
  { id: 'what', head: 'What', cell: (one) => <LinkTo of={one} /> },
  { id: 'hold', head: 'Legal hold', cell: ({ hold }) => (hold === null ? '–' : <code>{hold}</code>) },
  { id: 'at', head: 'Linked', cell: ({ at }) => <Time at={at} relative /> },
];

/** What stood when the incident was opened, and what belongs to it. */
export function Evidence({ of: { frozen, links } }: { readonly of: wire.Incident }) {
  return (
    <div className="stack">
      <p>
        Frozen <Time at={frozen.at} /> under the digest <Digest of={frozen.digest} />
        {frozen.checkpoint === null ? '' : `, at entry ${frozen.checkpoint.size} of the log`}
        {frozen.plan === null
          ? '; there was no incident plan'
          : `, with the plan of ${frozen.plan.scope}, revision ${frozen.plan.revision}`}
        {frozen.stops === null
          ? ''
          : `; ${frozen.stops.inForce.length === 1 ? '1 stop was' : `${frozen.stops.inForce.length} stops were`} in force`}
        .
      </p>
      {frozen.problems.map((problem) => (
        <p className="verdict bad" key={problem}>
          Could not be read: {problem}.
        </p>
      ))}
      <Table
        caption="Deployments as they stood"
        columns={DEPLOYMENTS}
        rows={frozen.deployments}
        rowKey={({ deployment }) => deployment}
      />
      {links.length === 0 ? (
        <p className="quiet">Nothing is linked.</p>
      ) : (
        <Table caption="What belongs to it" columns={LINKS} rows={links} rowKey={({ kind, id }) => `${kind} ${id}`} />
      )}
    </div>
  );
}

function LinkTo({ of: { kind, id } }: { readonly of: Linked }) {
  if (kind === 'alert')
    return (
      <Link to="/alerts/$id" params={{ id }}>
        alert {id}
      </Link>
    );
  if (kind === 'stop')
    return (
      <Link to="/stops/$id" params={{ id }}>
        stop {id}
      </Link>
    );
  if (kind === 'audit')
    return (
      <Link to="/audits/$id" params={{ id }} search={{}}>
        audit {id}
      </Link>
    );
  if (kind === 'incident')
    return (
      <Link to="/incidents/$id" params={{ id }}>
        incident {id}
      </Link>
    );
  return (
    <Link to="/decisions" search={{ id }}>
      decision {id}
    </Link>
  );
}
