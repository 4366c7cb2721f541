import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { formatCount } from 'tribune/charts';
import type { wire } from 'tribune/client';
import { decidedQuery } from '../../api/stops.js';
import { Digest } from '../../parts/digest.js';
import { Figure } from '../../parts/figure.js';
import { Answer } from '../../parts/states.js';
import { type Column, Table } from '../../parts/table.js';
import { Time } from '../../parts/time.js';
import { Badge, Name } from '../../parts/words.js';
import { decidedNotes } from './decided-notes.js';

type Listed = wire.DecidedWhileStopped;
type Decided = Listed['decisions'][number];
type Kind = Decided['kind'];

const KINDS = {
  against: { name: 'Against the stop', note: 'the model decided and was not to', look: 'bad', glyph: '■' },
  kept: { name: 'As it said', note: 'by people or the fallback', look: 'good', glyph: '●' },
  allowed: { name: 'As it allowed', note: 'left to the model', look: '', glyph: '–' },
} as const;
const ORDER: readonly Kind[] = ['against', 'kept', 'allowed'];

const countOf = ({ counts }: Listed, kind: Kind): number =>
  counts.filter((one) => one.kind === kind).reduce((sum, { decisions }) => sum + decisions, 0);

const COLUMNS: readonly Column<Decided>[] = [
  {
    id: 'at',
    head: 'Decided',
    cell: ({ decision, decidedAt }) => (
      <Link to="/decisions" search={{ id: decision }}>
        <Time at={decidedAt} />
      </Link>
    ),
  },
  {
    id: 'kind',
    head: 'How it came about',
    cell: ({ kind }) => (
      <Badge look={KINDS[kind].look} glyph={KINDS[kind].glyph}>
        {KINDS[kind].name.toLowerCase()}
      </Badge>
    ),
  },
  { id: 'route', head: 'Decided by', cell: ({ route }) => <Name>{route}</Name> },
  { id: 'deployment', head: 'Deployment', cell: ({ deployment }) => <Name>{deployment}</Name> },
  {
    id: 'version',
    head: 'Version',
    cell: ({ version }) => (version === null ? '–' : <Digest of={version} />),
  },
];

/** What was decided while a stop held: against it, as it said, or as it allowed. */
export function DecidedUnder({ stop }: { readonly stop: string }) {
  const decided = useQuery(decidedQuery({ stop }));
  return (
    <Answer of={decided} what="what was decided">
      {(list) =>
        list === null ? (
          <p className="note">Your roles do not show it.</p>
        ) : list.counts.length === 0 && list.problems.length === 0 ? (
          <p className="quiet">Nothing was decided under it as far as it was recorded here.</p>
        ) : (
          <div className="stack">
            <dl className="figures">
              {ORDER.map((kind) => (
                <Figure
                  key={kind}
                  name={KINDS[kind].name}
                  value={`${list.moreCounts ? 'at least ' : ''}${formatCount(countOf(list, kind))}`}
                  note={KINDS[kind].note}
                />
              ))}
            </dl>
            <Foreign problems={list.problems} />
            <Table
              caption="Decisions while it held"
              columns={COLUMNS}
              rows={list.decisions}
              rowKey={({ decision }) => decision}
              isBad={({ kind }) => kind === 'against'}
            />
            {decidedNotes(list, formatCount).map((note) => (
              <p key={note} className="note small">
                {note}
              </p>
            ))}
          </div>
        )
      }
    </Answer>
  );
}

/** What is not counted, because somebody who writes to the database changed it. */
const Foreign = ({ problems }: { readonly problems: readonly string[] }) =>
  problems.length === 0 ? null : (
    <div className="verdict care">
      <p>The figures leave out what was changed in the database:</p>
      <ul className="plain">
        {problems.map((problem) => (
          <li key={problem}>
            <bdi>{problem}</bdi>
          </li>
        ))}
      </ul>
    </div>
  );

/** Says of a deployment that its model decided while it was stopped; nothing where it did not. */
export function DecidedAgainst({ deployment }: { readonly deployment: string }) {
  const list = useQuery(decidedQuery({ deployment })).data ?? null;
  const against = list === null ? 0 : countOf(list, 'against');
  if (list === null) return null;
  if (against === 0) return <Foreign problems={list.problems} />;
  const last = list.counts.filter(({ kind }) => kind === 'against');
  const newest = last.reduce((one, other) => (other.lastAt > one.lastAt ? other : one));
  return (
    <p className="verdict bad">
      <Badge look="bad" glyph="■">
        against a stop
      </Badge>{' '}
      The model decided {formatCount(against)} {against === 1 ? 'time' : 'times'} while it was not to, last{' '}
      <Time at={newest.lastAt} relative />: a program does not ask, or had not heard of it yet.{' '}
      <Link to="/stops/$id" params={{ id: newest.stop }}>
        Which decisions
      </Link>
    </p>
  );
}
