import { useQuery } from '@tanstack/react-query';
import { formatCount, formatNumber } from 'tribune/charts';
import { policyQuery, type Registry, seriesQuery, type Watched } from '../../api/queries.js';
import { watchCommand } from '../../parts/commands.js';
import { Figure } from '../../parts/figure.js';
import { Section } from '../../parts/page.js';
import { Answer, Empty, shownOf } from '../../parts/states.js';
import { distance, duration, Time } from '../../parts/time.js';
import { Name, StateBadge } from '../../parts/words.js';
import { GateCard } from '../gates/gate-card.js';
import type { DeploymentHealth } from '../health.js';
import { IncidentsOf } from '../incidents/incidents-of.js';
import { RuleCard } from '../rules/rule-card.js';
import { StoppedHere } from '../stops/stopped-here.js';
import { Changes } from './changes.js';
import { Coverage } from './coverage.js';
import { Day } from './day.js';
import { Gaps } from './gaps.js';
import { GapOverTime } from './over-time.js';
import { PolicyCard } from './policy-card.js';
import { TriedOut } from './tried-out.js';
import { Versions } from './versions.js';

interface Props {
  readonly of: DeploymentHealth;
  readonly registry: Registry;
  readonly mayMonitor: boolean;
}

/** A deployment: how it stands, by what it is judged, what was found, and what runs. */
export function Deployment({ of, registry, mayMonitor }: Props) {
  const { id, watched, health } = of;
  return (
    <>
      <div className="section-head">
        <h2>
          <Name>{id}</Name>
        </h2>
        {mayMonitor ? <StateBadge state={health} /> : null}
      </div>
      <StoppedHere deployment={id} registry={registry} />
      <Section title="Gate">
        <GateCard deployment={id} />
      </Section>
      <RuleCard deployment={id} />
      <IncidentsOf of={{ deployment: id }} />
      <TriedOut deployment={id} registry={registry} />
      {watched === null ? <NotWatched deployment={id} mayMonitor={mayMonitor} /> : <WatchedParts watched={watched} />}
      <Section title="Versions">
        <Versions deployment={id} registry={registry} />
      </Section>
    </>
  );
}

function NotWatched({ deployment, mayMonitor }: { deployment: string; mayMonitor: boolean }) {
  if (!mayMonitor) return <p className="note section">Your roles do not show what the monitor sees.</p>;
  return (
    <div className="section">
      <Empty title="Nobody watches it" command={watchCommand(location.origin, deployment)}>
        Say by which policy it is watched: its requirements become series of evidence, and a gap that its bounds do not
        allow raises an alarm.
      </Empty>
    </div>
  );
}

function WatchedParts({ watched }: { readonly watched: Watched }) {
  const { deployment } = watched;
  const policy = useQuery(policyQuery(deployment));
  const series = useQuery(seriesQuery(deployment));
  const seen = shownOf(series);
  return (
    <>
      <Figures watched={watched} />
      <Answer of={policy} what="the policy">
        {(read) => (
          <>
            {seen === undefined ? null : <GapOverTime series={seen.series} policy={read} deployment={deployment} />}
            <Section title="Groups and their gaps">
              <Answer of={series} what="the series">
                {(list) => <Gaps policy={read} list={list} />}
              </Answer>
            </Section>
            {seen === undefined ? null : (
              <Section title="Coverage">
                <Coverage watched={watched} series={seen.series} />
              </Section>
            )}
            {seen === undefined ? null : <Day deployment={deployment} />}
            <Section title="What changed">
              <Changes deployment={deployment} />
            </Section>
            {read === null ? null : (
              <Section title="Policy">
                <PolicyCard policy={read} unwatched={watched.unwatched} />
              </Section>
            )}
          </>
        )}
      </Answer>
    </>
  );
}

function lastNote({ isSilent, isOutOfTime }: Watched): string {
  if (isSilent) return 'silent for longer than the policy allows';
  return isOutOfTime ? 'nearly all late or ahead of the clock: judged by nothing' : 'received';
}

function Figures({ watched }: { readonly watched: Watched }) {
  const { decisions } = watched;
  return (
    <dl className="figures section">
      <Figure
        name="Firing"
        value={watched.firing.length === 0 ? 'nothing' : formatCount(watched.firing.length)}
        note={watched.firing.join(', ') || `${formatCount(watched.alarms)} alarms so far`}
      />
      <Figure
        name="Blocks closed"
        value={formatCount(watched.blocks)}
        note={
          <>
            of {duration(watched.blockSeconds)}
            {watched.closedTo === null ? (
              ''
            ) : (
              <>
                , to <Time at={watched.closedTo} relative />
              </>
            )}
          </>
        }
      />
      {decisions === undefined ? null : (
        <Figure
          name="Decisions counted"
          value={formatCount(decisions.counted ?? 0)}
          note={`in ${formatCount(watched.series ?? 0)} series`}
        />
      )}
      <Figure
        name="Last decision"
        value={watched.lastReceived === null ? 'none' : distance(Date.parse(watched.lastReceived), Date.now())}
        note={lastNote(watched)}
      />
      <Figure
        name="False alarms"
        value={formatNumber(watched.falseAlarmsPerDay * 30, 1)}
        note="expected a month at most"
      />
    </dl>
  );
}
