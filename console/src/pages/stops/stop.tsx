import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { formatCount, formatNumber } from 'tribune/charts';
import { registeredOfQuery } from '../../api/queries.js';
import { stopQuery } from '../../api/stops.js';
import { Actor } from '../../parts/actor.js';
import { Figure } from '../../parts/figure.js';
import { Page, Section } from '../../parts/page.js';
import { DeploymentLink, systemOfModel } from '../../parts/registered.js';
import { Answer, shownOf } from '../../parts/states.js';
import { Time } from '../../parts/time.js';
import { Name } from '../../parts/words.js';
import { IncidentsOf } from '../incidents/incidents-of.js';
import { AuditLinks } from './audit-links.js';
import { DecidedUnder } from './decided.js';
import { EndDrill } from './end-drill.js';
import { Evidence } from './evidence.js';
import { Resume } from './resume.js';
import { StopBadge } from './stop-badge.js';
import { FALLBACKS, labelOf, MODES, type Stop, scopeName, whereText } from './words.js';

const route = getRouteApi('/stops/$id');

const crumb = (
  <Link to="/stops" search={{}}>
    Stops
  </Link>
);

export default function StopPage() {
  const { id } = route.useParams();
  const stop = useQuery(stopQuery(id));
  const shown = shownOf(stop);
  return (
    <Page title={shown === undefined ? 'Stop' : titleOf(shown)} crumb={crumb}>
      <Answer of={stop} what="the stop">
        {(one) => <Shown of={one} />}
      </Answer>
    </Page>
  );
}

/** @example titleOf(stop) // 'Stop of loans/prod' */
const titleOf = ({ scope, mode, drill, labels }: Stop): string =>
  `${drill ? 'Drill' : MODES[mode].name} of ${scopeName(scope, labels)}`;

interface Props {
  readonly of: Stop;
}

function Shown({ of }: Props) {
  return (
    <>
      <Facts of={of} />
      <About of={of} />
      {of.ended === null ? (
        <Section title={of.drill ? 'The end of the drill' : 'The way back'}>
          {of.drill ? <EndDrill of={of} /> : <Resume of={of} />}
        </Section>
      ) : null}
      <Section title="Evidence">
        <Evidence of={of} />
      </Section>
      <Section title="Decided while it held">
        <DecidedUnder stop={of.id} />
      </Section>
      <Section title="How it came to the programs that decide">
        <Reached of={of} />
      </Section>
    </>
  );
}

function Facts({ of }: Props) {
  const { mode, where, fallback, reason, by, since, until, isOverdue, ended } = of;
  return (
    <dl className="facts">
      <dt>State</dt>
      <dd>
        <StopBadge of={of} /> <span className="note">{MODES[mode].does}</span>
      </dd>
      <dt>Holds for</dt>
      <dd>
        <Concerned of={of} />
        {Object.keys(where).length === 0 ? null : (
          <>
            , only <Name>{whereText(where)}</Name>
          </>
        )}
      </dd>
      {mode === 'review' ? null : (
        <>
          <dt>Instead decides</dt>
          <dd>
            {FALLBACKS[fallback.kind]}
            {fallback.version === undefined ? '' : `: ${labelOf(fallback.version, of.labels)}`}
          </dd>
        </>
      )}
      <dt>Why</dt>
      <dd>
        <Name whole>{reason}</Name>
      </dd>
      <dt>Stopped by</dt>
      <dd>
        <Actor id={by} />, <Time at={since} />
      </dd>
      {until === null ? null : (
        <>
          <dt>Look again</dt>
          <dd>
            <Time at={until} />{' '}
            {isOverdue ? <span className="note">is past: it holds on until it is resumed</span> : null}
          </dd>
        </>
      )}
      {ended === null ? null : (
        <>
          <dt>Ended</dt>
          <dd>
            <Time at={ended.at} />
            {hasRunOut(of) ? ', as its time was over, on the word of ' : ', by '}
            {ended.by.map((one, i) => (
              <span key={one}>
                {i === 0 ? '' : ' and '}
                <Actor id={one} />
              </span>
            ))}
            {ended.waiver === null ? null : (
              <>
                , without an audit: <Name whole>{ended.waiver}</Name>
              </>
            )}
            {ended.audits.length === 0 ? null : (
              <>
                , on <AuditLinks ids={ended.audits} />
              </>
            )}
          </dd>
        </>
      )}
    </dl>
  );
}

/** Whether a trial ended with its time: the service does that by itself, on the authority of the two who resumed. */
const hasRunOut = ({ trial, ended }: Stop): boolean =>
  trial !== null && ended !== null && ended.at >= trial.endsAt && ended.audits.length === 0 && ended.waiver === null;

/** The incidents that are open about what is stopped. */
function About({ of: { scope } }: Props) {
  const model = scope.kind === 'version' ? scope.model : undefined;
  const registry = useQuery({ ...registeredOfQuery({ model: model ?? '' }), enabled: model !== undefined }).data;
  if (scope.kind === 'all') return null;
  if (scope.kind === 'deployment') return <IncidentsOf of={{ deployment: scope.deployment }} />;
  const system = scope.kind === 'system' ? scope.system : systemOfModel(model, registry);
  return system === undefined ? null : <IncidentsOf of={{ system }} />;
}

/** Deployments beyond this many are counted. */
const MOST_NAMED = 12;

function Concerned({ of: { deployments, scope, labels } }: Props) {
  if (deployments === 'all') return <>everything</>;
  return (
    <>
      {scope.kind === 'deployment' ? '' : `${scopeName(scope, labels)}: `}
      {deployments.length === 0 ? 'no deployment that is registered' : ''}
      {deployments.slice(0, MOST_NAMED).map((id, i) => (
        <span key={id}>
          {i === 0 ? '' : ', '}
          <DeploymentLink id={id} />
        </span>
      ))}
      {deployments.length > MOST_NAMED ? ` and ${formatCount(deployments.length - MOST_NAMED)} more` : ''}
    </>
  );
}

const ms = (value: number | null): string => (value === null ? '–' : `${formatNumber(value, 0)} ms`);

function Reached({ of: { propagation } }: { readonly of: Stop }) {
  if (propagation === null)
    return (
      <p className="note">
        Not known here any more: the service was started since, or another one took the stop. Whatever listens has the
        state as it is now.
      </p>
    );
  const { clients, acknowledged, medianMs, p99Ms, slowestMs } = propagation;
  return (
    <dl className="figures">
      <Figure
        name="Acknowledged"
        value={`${formatCount(acknowledged)} of ${formatCount(clients)}`}
        note="programs with a name"
      />
      <Figure name="Half of them within" value={ms(medianMs)} />
      <Figure name="99 % within" value={ms(p99Ms)} />
      <Figure name="The slowest" value={ms(slowestMs)} />
    </dl>
  );
}
