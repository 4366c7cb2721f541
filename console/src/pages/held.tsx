import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { formatCount } from 'tribune/charts';
import { incidentsQuery, openIncidentsQuery } from '../api/incidents.js';
import { canariesQuery, stopsQuery } from '../api/stops.js';
import { Figure } from '../parts/figure.js';
import { useMay } from '../parts/may.js';
import { DeploymentWay } from '../parts/registered.js';
import { shownOf } from '../parts/states.js';
import { Time } from '../parts/time.js';
import { Name } from '../parts/words.js';
import { IncidentTask } from './incidents/incident-task.js';
import type { Listed as Incident } from './incidents/words.js';
import { StopTask, useWaitsForMe } from './stops/stop-task.js';
import { labelOf } from './stops/words.js';

/** What is stopped and tried out, and which incidents are open; of what the reader may not see, nothing. */
function useHeld() {
  const enabled = useMay()('stops.read');
  const stops = shownOf(useQuery({ ...stopsQuery, enabled }));
  const canaries = shownOf(useQuery({ ...canariesQuery, enabled }));
  return { stops: stops?.stops ?? null, canaries: canaries?.canaries ?? null };
}

/** Figures of the overview about what people keep from deciding. */
export function HeldFigures() {
  const { stops, canaries } = useHeld();
  const waitsForMe = useWaitsForMe();
  const incidents = shownOf(useQuery({ ...openIncidentsQuery, retry: false })) ?? null;
  const real = stops?.filter(({ drill }) => !drill) ?? [];
  const mine = stops?.filter(waitsForMe).length ?? 0;
  const held = canaries?.filter(({ state }) => state === 'held').length ?? 0;
  return (
    <>
      {stops === null ? null : (
        <Figure
          name="Stops in force"
          value={<Link to="/stops">{formatCount(real.length)}</Link>}
          note={mine === 0 ? undefined : `${formatCount(mine)} to be resumed by you`}
        />
      )}
      {incidents === null ? null : (
        <Figure name="Open incidents" value={<Link to="/incidents">{formatCount(incidents.open)}</Link>} />
      )}
      {canaries === null ? null : (
        <Figure
          name="Versions tried out"
          value={formatCount(canaries.length)}
          note={held === 0 ? undefined : `${formatCount(held)} held`}
        />
      )}
    </>
  );
}

/** What fires: a deployment under the policy by which it is watched. */
interface Firing {
  readonly deployment: string;
  readonly policy: string;
}

/** Whether an incident was opened by the policy because of what fires on this deployment. */
export const isOpenedBy = ({ openedBy, scope }: Incident, { deployment, policy }: Firing): boolean =>
  openedBy === `policy:${policy}` && scope.kind === 'deployment' && scope.deployment === deployment;

/** What waits for the reader, what is wrong and worked on, and what people keep from deciding, each as a task, the most urgent first. */
export function useHeldTasks(firing: readonly Firing[] = []) {
  const { stops, canaries } = useHeld();
  const waitsForMe = useWaitsForMe();
  const incidents = shownOf(useQuery({ ...incidentsQuery('open'), retry: false }))?.incidents ?? [];
  const ofAlert = (one: Incident): boolean => firing.some((alarm) => isOpenedBy(one, alarm));
  const real = (stops ?? []).filter(({ drill }) => !drill);
  const task = (one: (typeof real)[number]): ReactNode => <StopTask key={one.id} of={one} />;
  const held = (canaries ?? []).filter(({ state }) => state === 'held');
  return {
    /** Incidents that what fires opened: they are told with it, and nowhere else. */
    opened: incidents.filter(ofAlert),
    mine: real.filter(waitsForMe).map(task),
    waiting: [
      ...incidents.filter((one) => !ofAlert(one)).map((one) => <IncidentTask key={one.id} of={one} />),
      ...real.filter((one) => !waitsForMe(one)).map(task),
    ],
    rest: held.map(({ id, deployment, version, labels, steps }) => (
      <li className="task care" key={id}>
        <span className="what">
          <DeploymentWay deployment={deployment}>
            <Name>{`Version ${labelOf(version, labels)} is held on ${deployment}`}</Name>
          </DeploymentWay>
        </span>
        <span className="when">
          <Time at={steps.at(-1)!.at} relative />
        </span>
        <span className="why">
          It was tried out, and decides for nobody now: <Name whole>{steps.at(-1)!.reason}</Name>
        </span>
      </li>
    )),
  };
}
