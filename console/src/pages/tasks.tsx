import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { formatCount } from 'tribune/charts';
import type { Overview } from '../api/registered.js';
import { Digest } from '../parts/digest.js';
import { DeploymentWay } from '../parts/registered.js';
import { Time } from '../parts/time.js';
import { Name } from '../parts/words.js';
import { isOpenedBy, useHeldTasks } from './held.js';
import { useDocumentTasks } from './inbox/document-tasks.js';
import { useGateTasks } from './inbox/gate-tasks.js';
import { taskOf } from './inbox/task-of.js';
import { Due, type Listed as Incident } from './incidents/words.js';

type Watched = NonNullable<Overview['monitor']>;
type Need = Watched['needs'][number];
type NotWatched = Pick<Watched, 'notWatched' | 'notWatchedFirst'>;

/** Deployments that nobody watches are told one by one up to this many. */
const FEW = 3;
/** Most things that are told without being asked for. */
const MOST_TASKS = 30;

/** What somebody has to look at, the worst first; null of the monitor is what the roles of the reader do not show. */
export function Tasks({ of }: { readonly of: Watched | null }) {
  const needs = of?.needs ?? [];
  const held = useHeldTasks(needs.filter(({ firing }) => firing.length > 0));
  const todos = [...useGateTasks().tasks, ...useDocumentTasks().tasks];
  const tasks = [
    ...needs
      .filter(({ firing }) => firing.length > 0)
      .flatMap((one) =>
        tasksOf(
          one,
          held.opened.filter((incident) => isOpenedBy(incident, one)),
        ),
      ),
    ...held.mine,
    ...held.waiting,
    ...todos.map(taskOf),
    ...held.rest,
    ...needs.filter(({ firing }) => firing.length === 0).flatMap((one) => tasksOf(one)),
    ...(of === null || of.moreNeeds === 0 ? [] : [<More key="more" n={of.moreNeeds} />]),
    ...(of === null ? [] : unwatchedTasks(of)),
  ];
  const unseen = of === null ? <p className="note">Your roles do not show what the monitor sees.</p> : null;
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

/** The incident that it opened, which is dealt with as one with it. */
const Opened = ({ of: { id, title, state, commander, nextDueAt, isOverdue } }: { readonly of: Incident }) => (
  <span className="block">
    It opened the incident{' '}
    <Link to="/incidents/$id" params={{ id }}>
      <Name>{title}</Name>
    </Link>
    , {state}
    {nextDueAt === null ? '' : ', due '}
    {nextDueAt === null ? null : <Due at={nextDueAt} isOverdue={isOverdue} />};{' '}
    {commander === null ? (
      'nobody leads it yet'
    ) : (
      <>
        led by <Name>{commander}</Name>
      </>
    )}
    .
  </span>
);

const More = ({ n }: { readonly n: number }) => (
  <li className="task care">
    <span className="what">{formatCount(n)} more deployments need somebody</span>
    <span className="why">The table of systems has them, the worst first.</span>
  </li>
);

const unwatchedTasks = (of: NotWatched): readonly ReactNode[] =>
  of.notWatched > FEW
    ? [<Unwatched key="unwatched" of={of} />]
    : of.notWatchedFirst.map((one) => <Alone key={one.deployment} of={one} />);

const Alone = ({ of: { deployment, system } }: { readonly of: NotWatched['notWatchedFirst'][number] }) => (
  <li className="task">
    <span className="what">
      <DeploymentWay {...{ deployment, system }}>
        <Name>{deployment}</Name>
      </DeploymentWay>
    </span>
    <span className="when">not watched</span>
    <span className="why">Nobody said by which policy it is watched.</span>
  </li>
);

const Unwatched = ({ of: { notWatched, notWatchedFirst } }: { readonly of: NotWatched }) => (
  <li className="task">
    <span className="what">{formatCount(notWatched)} deployments are watched by nobody</span>
    <span className="why">
      {notWatchedFirst.map(({ deployment, system }, i) => (
        <span key={deployment}>
          {i === 0 ? '' : ', '}
          <DeploymentWay {...{ deployment, system }}>
            <Name>{deployment}</Name>
          </DeploymentWay>
        </span>
      ))}
      {notWatched > notWatchedFirst.length ? ` and ${formatCount(notWatched - notWatchedFirst.length)} more` : ''}
    </span>
  </li>
);

function tasksOf(one: Need, incidents: readonly Incident[] = []): ReactNode[] {
  const { deployment, system, closedTo } = one;
  const to = (what: string) => (
    <span className="what">
      <DeploymentWay {...{ deployment, system }}>
        <Name>{what}</Name>
      </DeploymentWay>
    </span>
  );
  const tasks = one.firing.map((requirement) => (
    <li key={`${deployment} ${requirement}`} className="task bad">
      {to(`${requirement} fires on ${deployment}`)}
      <span className="when">
        {closedTo === null ? null : (
          <>
            as of <Time at={closedTo} relative />
          </>
        )}
      </span>
      <span className="why">
        The evidence says that its bound is broken. Look at why, and stop the version if people are harmed.
        {incidents.map((incident) => (
          <Opened key={incident.id} of={incident} />
        ))}
      </span>
    </li>
  ));
  if (one.isSilent) {
    tasks.push(
      <li key={`${deployment} silent`} className="task care">
        {to(`No decisions come from ${deployment}`)}
        <span className="when">
          {one.lastReceived === null ? 'since it is watched' : <Time at={one.lastReceived} relative />}
        </span>
        <span className="why">Either nobody is decided about, or they are decided about unseen.</span>
      </li>,
    );
  }
  if (one.isOutOfTime) {
    tasks.push(
      <li key={`${deployment} out of time`} className="task care">
        {to(`Decisions of ${deployment} come out of time`)}
        <span className="why">
          Nearly all of the newest are late or ahead of the clock, and nothing judges them. Look at the clocks of the
          service and of its senders.
        </span>
      </li>,
    );
  }
  if (one.activationPolicy !== null && one.activationPolicy !== one.policy) {
    tasks.push(
      <li key={`${deployment} policy`} className="task care">
        {to(`${deployment} is watched by another policy than it runs under`)}
        <span className="why">
          The registry names <Digest of={one.activationPolicy} />, the monitor uses <Digest of={one.policy} />.
        </span>
      </li>,
    );
  }
  return tasks;
}
