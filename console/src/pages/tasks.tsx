import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { formatCount } from 'tribune/charts';
import { Digest } from '../parts/digest.js';
import { Time } from '../parts/time.js';
import { Name } from '../parts/words.js';
import type { DeploymentHealth } from './health.js';
import { useHeldTasks } from './held.js';

/** Deployments that nobody watches are told one by one up to this many. */
const FEW = 3;
/** Most things that are told without being asked for. */
const MOST_TASKS = 30;
/** Most names that stand in one line. */
const MOST_NAMES = 20;

/** What somebody has to look at, the worst first. */
export function Tasks({ deployments, mayWatch }: { deployments: readonly DeploymentHealth[]; mayWatch: boolean }) {
  const held = useHeldTasks();
  const alone = deployments.filter(({ watched }) => watched === null);
  const tasks = [
    ...deployments.filter(({ health }) => health === 'firing').flatMap(tasksOf),
    ...held.urgent,
    ...held.rest,
    ...deployments.filter(({ health }) => health !== 'firing').flatMap(tasksOf),
    ...(!mayWatch
      ? []
      : alone.length > FEW
        ? [<Unwatched key="unwatched" all={alone} />]
        : alone.map((one) => <Alone key={one.id} of={one} />)),
  ];
  const unseen = mayWatch ? null : <p className="note">Your roles do not show what the monitor sees.</p>;
  if (tasks.length === 0) {
    if (unseen !== null) return unseen;
    return (
      <p className="quiet">
        <span className="glyph" aria-hidden="true">
          ●
        </span>
        Nothing. Every watched deployment keeps its bounds as far as the evidence goes.
      </p>
    );
  }
  return (
    <>
      {unseen}
      <ul className="tasks">{tasks.slice(0, MOST_TASKS)}</ul>
      {tasks.length > MOST_TASKS ? (
        <details>
          <summary>{formatCount(tasks.length - MOST_TASKS)} more</summary>
          <ul className="tasks">{tasks.slice(MOST_TASKS)}</ul>
        </details>
      ) : null}
    </>
  );
}

const LinkTo = ({ of, children }: { of: DeploymentHealth; children: ReactNode }) => (
  <Link to="/systems/$system" params={{ system: of.system }} search={{ deployment: of.id }}>
    {children}
  </Link>
);

const Alone = ({ of }: { readonly of: DeploymentHealth }) => (
  <li className="task">
    <span className="what">
      <LinkTo of={of}>
        <Name>{of.id}</Name>
      </LinkTo>
    </span>
    <span className="when">not watched</span>
    <span className="why">Nobody said by which policy it is watched.</span>
  </li>
);

const Unwatched = ({ all }: { readonly all: readonly DeploymentHealth[] }) => (
  <li className="task">
    <span className="what">{formatCount(all.length)} deployments are watched by nobody</span>
    <span className="why">
      {all.slice(0, MOST_NAMES).map((one, i) => (
        <span key={one.id}>
          {i === 0 ? '' : ', '}
          <LinkTo of={one}>{one.id}</LinkTo>
        </span>
      ))}
      {all.length > MOST_NAMES ? ` and ${formatCount(all.length - MOST_NAMES)} more` : ''}
    </span>
  </li>
);

function tasksOf(one: DeploymentHealth): ReactNode[] {
  const { id, watched, health } = one;
  if (watched === null) return [];
  const tasks = watched.firing.map((requirement) => (
    <li key={`${id} ${requirement}`} className="task bad">
      <span className="what">
        <LinkTo of={one}>
          <Name>{`${requirement} fires on ${id}`}</Name>
        </LinkTo>
      </span>
      <span className="when">
        {watched.closedTo === null ? null : (
          <>
            as of <Time at={watched.closedTo} relative />
          </>
        )}
      </span>
      <span className="why">
        The evidence says that its bound is broken. Look at why, and stop the version if people are harmed.
      </span>
    </li>
  ));
  if (health === 'silent' || watched.isSilent) {
    tasks.push(
      <li key={`${id} silent`} className="task care">
        <span className="what">
          <LinkTo of={one}>
            <Name>{`No decisions come from ${id}`}</Name>
          </LinkTo>
        </span>
        <span className="when">
          {watched.lastReceived === null ? 'since it is watched' : <Time at={watched.lastReceived} relative />}
        </span>
        <span className="why">Either nobody is decided about, or they are decided about unseen.</span>
      </li>,
    );
  }
  if (watched.activationPolicy !== null && watched.activationPolicy !== watched.policy) {
    tasks.push(
      <li key={`${id} policy`} className="task care">
        <span className="what">
          <LinkTo of={one}>
            <Name>{`${id} is watched by another policy than it runs under`}</Name>
          </LinkTo>
        </span>
        <span className="why">
          The registry names <Digest of={watched.activationPolicy} />, the monitor uses <Digest of={watched.policy} />.
        </span>
      </li>,
    );
  }
  return tasks;
}
