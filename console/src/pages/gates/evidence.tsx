import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Gate } from '../../api/gates.js';
import { Digest } from '../../parts/digest.js';
import { type Column, Table } from '../../parts/table.js';
import { Time } from '../../parts/time.js';
import { Badge, Name } from '../../parts/words.js';
import { MendLink } from './mend-link.js';
import { KINDS } from './words.js';

interface Row {
  readonly requirement: string;
  readonly kind: string;
  readonly what: string | null;
  readonly digest: string | null;
  readonly until: string | null;
  readonly state: keyof typeof STATES;
  readonly deployment: string;
  readonly version: string | null;
}

const STATES = {
  missing: { look: 'bad', glyph: '■' },
  'not known': { look: 'care', glyph: '◆' },
  waived: { look: 'care', glyph: '◆' },
  there: { look: 'good', glyph: '●' },
} as const;

const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/i;

/** The way to the record that evidence stands on, where there is a page of it. */
function Source({ of, children }: { readonly of: Row; readonly children: ReactNode }) {
  const id = of.what === null ? null : UUID.exec(of.what)?.[0];
  if (of.kind === 'audit' && id != null)
    return (
      <Link to="/audits/$id" params={{ id }}>
        {children}
      </Link>
    );
  if (of.kind === 'drill' && id != null)
    return (
      <Link to="/stops/$id" params={{ id }}>
        {children}
      </Link>
    );
  if (of.kind === 'incident-plan')
    return (
      <Link to="/incidents/plan" search={{ deployment: of.deployment }}>
        {children}
      </Link>
    );
  if ((of.kind === 'training-record' || of.kind === 'artifact') && of.version !== null)
    return (
      <Link to="/lineage" search={{ version: of.version }}>
        {children}
      </Link>
    );
  return children;
}

const COLUMNS: readonly Column<Row>[] = [
  {
    id: 'requirement',
    head: 'Asked for',
    value: ({ requirement }) => requirement,
    cell: ({ requirement, kind }) => (
      <>
        <Name>{requirement}</Name>
        <span className="note small block">{KINDS[kind] ?? kind}</span>
      </>
    ),
  },
  {
    id: 'state',
    head: 'State',
    value: ({ state }) => state,
    cell: ({ state }) => <Badge {...STATES[state]}>{state}</Badge>,
  },
  {
    id: 'what',
    head: 'Stands on',
    value: ({ what }) => what,
    cell: (row) =>
      row.what === null ? (
        <MendLink kind={row.kind} deployment={row.deployment} version={row.version} />
      ) : (
        <Name whole>{row.what}</Name>
      ),
  },
  {
    id: 'digest',
    head: 'Digest',
    value: ({ digest }) => digest,
    cell: (row) =>
      row.digest === null ? (
        '–'
      ) : (
        <Source of={row}>
          <Digest of={row.digest} />
        </Source>
      ),
  },
  {
    id: 'until',
    head: 'Good until',
    value: ({ until }) => until,
    cell: ({ until, state }) => (until === null ? state === 'missing' ? '–' : 'does not age' : <Time at={until} />),
  },
];

/** Every piece of evidence that a gate asks for, with what it stands on, by its digest, and how long it is good. */
export function EvidenceTable({ of }: { readonly of: Gate }) {
  const items = [...(of.open ? of.stoodOn : []), ...(of.toSign?.items ?? []), ...(of.newest?.items ?? [])];
  const { deployment, version } = of;
  const rows = of.gate.requires.map(({ id, kind }): Row => {
    const item = items.find(({ requirement }) => requirement === id);
    const lack = of.missing.find(({ requirement }) => requirement === id);
    // What is there needs no waiver: a set says which of the two it stands on.
    const isWaived =
      item === undefined
        ? of.waivers.some(({ holds, requirement }) => holds && requirement === id)
        : item.kind === 'waiver';
    const state = lack === undefined ? (isWaived ? 'waived' : 'there') : lack.unknown ? 'not known' : 'missing';
    const same = { requirement: id, kind, state, deployment, version } as const;
    // Evidence is about a version: without one nothing was looked at.
    if (version === null)
      return { ...same, state: 'not known', what: 'there is no version to judge', digest: null, until: null };
    // While some of it is missing the service does not tell the rest: a set is told as a whole.
    return {
      ...same,
      what: item?.what ?? (lack === undefined ? 'told once nothing is missing' : null),
      digest: item?.digest ?? null,
      until: item?.until ?? null,
    };
  });
  return (
    <Table
      caption="Evidence"
      columns={COLUMNS}
      rows={rows}
      rowKey={({ requirement }) => requirement}
      isBad={({ state }) => state === 'missing' || state === 'not known'}
      file="gate-evidence.csv"
    />
  );
}
