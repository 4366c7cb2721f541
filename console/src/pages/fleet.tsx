import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { formatCount } from 'tribune/charts';
import type { wire } from 'tribune/client';
import { fleetQuery } from '../api/queries.js';
import { Figure } from '../parts/figure.js';
import { DeploymentLink } from '../parts/registered.js';
import { Answer } from '../parts/states.js';
import { type Column, Table } from '../parts/table.js';
import { Badge } from '../parts/words.js';

type Fleet = wire.MonitorFleet['tree'];
type Place = Fleet['children'][number];

const LOOKS: Readonly<
  Record<Place['state'], readonly [look: 'bad' | 'care' | 'good' | '', glyph: string, word: string]>
> = {
  firing: ['bad', '■', 'firing'],
  together: ['bad', '◆', 'enough for an alarm together'],
  pending: ['care', '◆', 'pending'],
  watching: ['good', '●', 'watching'],
  unknown: ['care', '○', 'not known: too little data'],
};

const SENTENCES: Readonly<Record<Place['state'], string>> = {
  firing: 'Something fires.',
  together: 'Nothing fires alone, and the evidence of all together is that of an alarm.',
  pending: 'Nothing fires. A bound is broken that fires once it was for as long as its policy says.',
  watching: 'Nothing fires.',
  unknown: 'Nothing fires, and of some too little is known to say that all is well.',
};

/** Most deployments that are listed; the service gives the most pressing first. */
const MOST = 20;

/** How all deployments stand together, for whoever asks: evidence that is too little in each may be enough in all. */
export function WatchedTogether() {
  const [isOpen, setOpen] = useState(false);
  return (
    <details className="section" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>All that is watched, taken together</summary>
      {isOpen ? <Together /> : null}
    </details>
  );
}

function Together() {
  const fleet = useQuery(fleetQuery);
  return (
    <Answer of={fleet} what="how all of it stands">
      {(read) =>
        read === null ? (
          <p className="note">Your roles do not show what the monitor sees.</p>
        ) : (
          <Standing of={read.tree} />
        )
      }
    </Answer>
  );
}

function Standing({ of }: { readonly of: Fleet }) {
  const { counts, shareOfAlarm, children } = of;
  const left = children.length - MOST;
  return (
    <div className="stack">
      <p>
        <PlaceState of={of.state} /> <span className="note">{SENTENCES[of.state]}</span>
      </p>
      <dl className="figures">
        <Figure name="Series" value={formatCount(counts.series)} />
        <Figure name="Firing" value={formatCount(counts.firing)} />
        {counts.pending === undefined ? null : <Figure name="Pending" value={formatCount(counts.pending)} />}
        {counts.unknown === undefined ? null : <Figure name="Not known" value={formatCount(counts.unknown)} />}
        {shareOfAlarm === undefined ? null : (
          <Figure
            name="Of an alarm"
            value={shareText(shareOfAlarm)}
            note="what those that do not fire gained, in the mean of the deployments"
          />
        )}
      </dl>
      <Table
        caption="Deployments, the most pressing first"
        columns={COLUMNS.filter(({ isKnown }) => isKnown?.(of) ?? true)}
        rows={children.slice(0, MOST)}
        rowKey={({ name }) => name ?? ''}
        isBad={({ state }) => state === 'firing' || state === 'together'}
      />
      {left > 0 ? <p className="note">{formatCount(left)} more stand no worse than these.</p> : null}
    </div>
  );
}

/** Evidence just below what it must reach must not read as if it had reached it: it is rounded down. */
const shareText = (share: number): string => `${formatCount(Math.floor(100 * share))} %`;

function PlaceState({ of }: { readonly of: Place['state'] }) {
  const [look, glyph, word] = LOOKS[of];
  return (
    <Badge look={look} glyph={glyph}>
      {word}
    </Badge>
  );
}

/** A column, and whether the reader is told what stands in it. */
type PlaceColumn = Column<Place> & { readonly isKnown?: (fleet: Fleet) => boolean };

const COLUMNS: readonly PlaceColumn[] = [
  { id: 'name', head: 'Deployment', cell: ({ name }) => <DeploymentLink id={name ?? ''} /> },
  { id: 'state', head: 'State', cell: ({ state }) => <PlaceState of={state} /> },
  {
    ...{ id: 'share', head: 'Of an alarm', isNumber: true },
    cell: ({ shareOfAlarm }) => (shareOfAlarm === undefined ? '–' : shareText(shareOfAlarm)),
    isKnown: ({ shareOfAlarm }) => shareOfAlarm !== undefined,
  },
  { id: 'series', head: 'Series', isNumber: true, cell: ({ counts }) => formatCount(counts.series) },
  { id: 'firing', head: 'Firing', isNumber: true, cell: ({ counts }) => formatCount(counts.firing) },
  {
    ...{ id: 'unknown', head: 'Not known', isNumber: true },
    cell: ({ counts }) => formatCount(counts.unknown ?? 0),
    isKnown: ({ counts }) => counts.unknown !== undefined,
  },
];
