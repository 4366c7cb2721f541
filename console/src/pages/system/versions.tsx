import { Link } from '@tanstack/react-router';
import type { Registry } from '../../api/queries.js';
import { Digest, shortDigest } from '../../parts/digest.js';
import { activationOf, deploymentOf } from '../../parts/registered.js';
import { type Column, Table } from '../../parts/table.js';
import { Time } from '../../parts/time.js';
import { Name } from '../../parts/words.js';

interface Activation {
  readonly key: string;
  readonly label: string;
  readonly digest: string;
  readonly from: string;
  readonly cutoff: number | null;
  readonly policy: string | null;
  readonly isHeld: boolean;
  readonly isNow: boolean;
}

const COLUMNS: readonly Column<Activation>[] = [
  {
    id: 'version',
    head: 'Version',
    cell: ({ label, isNow }) => (
      <>
        <Name>{label}</Name>
        {isNow ? <span className="note small"> decides now</span> : null}
      </>
    ),
  },
  { id: 'from', head: 'Since', cell: ({ from }) => (Date.parse(from) <= 0 ? 'the beginning' : <Time at={from} />) },
  { id: 'cutoff', head: 'Cutoff', isNumber: true, cell: ({ cutoff }) => cutoff ?? '–' },
  { id: 'held', head: 'Model', cell: ({ isHeld }) => (isHeld ? 'held here' : 'not held here') },
  {
    id: 'policy',
    head: 'Policy',
    cell: ({ policy }) => (policy === null ? 'none named' : <Digest of={policy} />),
  },
  {
    id: 'digest',
    head: 'Digest',
    cell: ({ digest }) => (
      <Link to="/lineage" search={{ version: digest }} aria-label={`From what version ${shortDigest(digest)} was made`}>
        <Digest of={digest} />
      </Link>
    ),
  },
];

/** The versions that a deployment ran, the newest first. */
export function Versions({ deployment, registry }: { readonly deployment: string; readonly registry: Registry }) {
  const known = deploymentOf(deployment, registry);
  const inForce = activationOf(known);
  const rows = (known?.activations ?? []).toReversed().map((one): Activation => {
    const version = registry.versions.find(({ digest, model }) => digest === one.version && model === known?.model);
    return {
      key: one.from,
      label: version?.label ?? 'not registered',
      digest: one.version,
      from: one.from,
      cutoff: one.cutoff,
      policy: one.policyDigest,
      isHeld: version?.artifact.held ?? false,
      isNow: one === inForce,
    };
  });
  return (
    <>
      <Table caption="Versions" columns={COLUMNS} rows={rows} rowKey={({ key }) => key} />
      {known === undefined ? null : (
        <p>
          <Link to="/lineage" search={{ model: known.model }} className="small">
            Shares of groups in what versions of <Name>{known.model}</Name> learned from
          </Link>
        </p>
      )}
    </>
  );
}
