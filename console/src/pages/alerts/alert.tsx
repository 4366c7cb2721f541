import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import type { wire } from 'tribune/client';
import { alertQuery } from '../../api/alerts.js';
import { call } from '../../api/call.js';
import { sessionQuery } from '../../api/queries.js';
import { Said, useAct } from '../../parts/act.js';
import { actionPieces } from '../../parts/action-text.js';
import { Actor } from '../../parts/actor.js';
import { useMay } from '../../parts/may.js';
import { Page, Section } from '../../parts/page.js';
import { DeploymentLink } from '../../parts/registered.js';
import { Answer, shownOf } from '../../parts/states.js';
import { type Column, Table } from '../../parts/table.js';
import { Sentence, Time } from '../../parts/time.js';
import { offerUndo } from '../../parts/undo.js';
import { Name, StateBadge } from '../../parts/words.js';
import { IncidentsOf } from '../incidents/incidents-of.js';
import { StopIt } from '../stops/stop-it.js';
import { SilenceForm } from './silence-form.js';

const route = getRouteApi('/alerts/$id');

const crumb = (
  <Link to="/alerts" search={{}}>
    Alerts
  </Link>
);

export default function AlertPage() {
  const { id } = route.useParams();
  const detail = useQuery(alertQuery(id));
  return (
    <Page title={shownOf(detail)?.alert.summary ?? `Alert ${id}`} crumb={crumb}>
      <Answer of={detail} what="the alert">
        {(read) => <Shown of={read} />}
      </Answer>
    </Page>
  );
}

function Shown({ of: { alert, messages } }: { readonly of: wire.AlertDetail }) {
  const may = useMay();
  const { deployment } = alert.labels;
  return (
    <>
      <dl className="facts">
        <dt>State</dt>
        <dd>
          <StateBadge state={alert.state} /> <span className="note">{alert.severity}</span>
        </dd>
        <dt>Since</dt>
        <dd>
          <Time at={alert.startedAt} />
          {alert.endedAt === null ? null : (
            <>
              , ended <Time at={alert.endedAt} />
            </>
          )}
        </dd>
        {Object.entries(alert.labels).map(([name, value]) => (
          <Label key={name} name={name} value={value} />
        ))}
      </dl>
      {alert.lines === undefined ? null : (
        <Section title="Evidence">
          <ul className="stack">
            {alert.lines.map((line) => (
              <li key={line}>
                <Sentence of={line} />
              </li>
            ))}
          </ul>
        </Section>
      )}
      {alert.actions.length === 0 ? null : (
        <Section title="What to do">
          <ul className="stack">
            {alert.actions.map((action) => (
              <li key={action}>
                <Action of={action} system={alert.labels.system} />
              </li>
            ))}
          </ul>
        </Section>
      )}
      <div className="acts section no-print">
        {deployment === undefined ? null : <StopIt deployment={deployment} />}
        <OpenIncident of={alert} />
      </div>
      {deployment === undefined ? null : <IncidentsOf of={{ deployment }} />}
      <Section title="Who looks after it">
        <Acknowledge of={alert} />
      </Section>
      {alert.state === 'firing' && may('alert.silence') ? (
        <Section title="Silence it">
          <SilenceForm labels={alert.labels} />
        </Section>
      ) : null}
      <Section title="Messages">
        {messages.length === 0 ? (
          <p className="note">{untold(alert)}</p>
        ) : (
          <Table
            caption="Messages"
            columns={COLUMNS}
            rows={messages}
            rowKey={({ message, channel }) => `${message} ${channel}`}
          />
        )}
      </Section>
    </>
  );
}

/** Why there is no message about an alert: only where no route takes it will there be none. */
function untold({ routes, state, silencedBy }: wire.Alert): string {
  if (routes.length === 0) return 'Nobody is told: no route takes it. Routes stand in tribune.yaml.';
  if (silencedBy !== null) return 'Nobody was told yet: it is silenced.';
  return state === 'firing'
    ? `Nobody was told yet. ${routes.join(' and ')} will tell of it when the time to gather alerts is over, unless another one that fires explains it.`
    : 'There is no message about it: it was over while it was held back, or its messages are older than those that are kept.';
}

/** What is recommended, with the pages of the console in the place of addresses of the API. */
function Action({ of, system }: { readonly of: string; readonly system: string | undefined }) {
  return actionPieces(of).map((piece) => {
    if (typeof piece === 'string') return piece;
    if (piece.page === 'reactions')
      return (
        <Link key="reactions" to="/stops" search={{ view: 'reactions' }}>
          what policies set off
        </Link>
      );
    const { deployment } = piece;
    if (system === undefined) return <Name key={deployment}>{deployment}</Name>;
    return (
      <Link key={deployment} to="/systems/$system" params={{ system }} search={{ deployment }}>
        <Name>{`the page of ${deployment}`}</Name>
      </Link>
    );
  });
}

function Label({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <>
      <dt>
        <Name>{name}</Name>
      </dt>
      <dd>{name === 'deployment' ? <DeploymentLink id={value} /> : <Name>{value}</Name>}</dd>
    </>
  );
}

/** The way from an alert to an incident about it. */
function OpenIncident({ of: { id, labels } }: { readonly of: wire.Alert }) {
  const may = useMay()('incident.open');
  if (!may) return null;
  return (
    <p className="acts no-print">
      <Link
        className="button"
        to="/incidents"
        search={{ open: true, deployment: labels.deployment, alert: String(id) }}
      >
        Open an incident
      </Link>
    </p>
  );
}

/** How the log names the reader. */
function useMe(): string | null {
  const { data: session } = useQuery(sessionQuery);
  return session === undefined ? null : `account:${session.id}`;
}

/** Lets go of an alert that this reader took on then. Where it ended, or is somebody else's by now, that is left as it is. */
async function letGo(id: number, { at }: { readonly at: string }): Promise<void> {
  const { alert } = await call('GET /v1/alerts/{id}', { path: { id: String(id) } });
  if (alert.state !== 'firing' || alert.acknowledged?.at !== at)
    throw new Error('Nothing was taken back: the alert is over, or who looks after it has changed.');
  await call('POST /v1/alerts/release', { body: { alerts: [id], note: 'taken back' } });
}

/** Takes an alert on again that this reader let go of. */
async function takeAgain(id: number, { note, me }: { readonly note: string; readonly me: string }): Promise<void> {
  const { alerts } = await call('POST /v1/alerts/acknowledge', { body: { alerts: [id], note } });
  if (alerts[0]?.acknowledged?.by !== me)
    throw new Error('Nothing was taken back: the alert is over, or somebody else looks after it by now.');
}

function Acknowledge({ of: { id, acknowledged, state } }: { readonly of: wire.Alert }) {
  const [note, setNote] = useState('');
  const may = useMay()('alert.acknowledge');
  const me = useMe();
  const act = useAct(
    async (text: string) => {
      const { alerts } = await call('POST /v1/alerts/acknowledge', { body: { alerts: [id], note: text } });
      const taken = alerts[0]?.acknowledged ?? null;
      // Whoever was faster keeps it, and nothing was done that could be taken back.
      if (taken === null || taken.by !== me) return;
      offerUndo({ what: 'You look after it', undo: () => letGo(id, taken), touches: ['alerts'] });
    },
    ['alerts'],
  );
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    act.run(note);
  };
  if (acknowledged !== null) {
    return (
      <div className="row">
        <p className="grow">
          <Actor id={acknowledged.by} />, since <Time at={acknowledged.at} />
          {acknowledged.note === '' ? '' : `: ${acknowledged.note}`}
        </p>
        {may && state === 'firing' ? <Release id={id} of={acknowledged} me={me} /> : null}
      </div>
    );
  }
  if (state !== 'firing') return <p className="note">It is over.</p>;
  if (!may) return <p className="note">Nobody yet. Your roles do not take it on.</p>;
  return (
    <form className="row no-print" onSubmit={submit}>
      <div className="field grow">
        <label htmlFor="note">What is being done</label>
        <input id="note" value={note} maxLength={1000} onChange={({ target }) => setNote(target.value)} />
      </div>
      <button type="submit" className="button main-act" disabled={act.isRunning}>
        I look after it
      </button>
      <Said error={act.error} />
      {act.proof}
    </form>
  );
}

interface ReleaseProps {
  readonly id: number;
  readonly of: NonNullable<wire.Alert['acknowledged']>;
  /** How the log names the reader. */
  readonly me: string | null;
}

/** Says that nobody looks after it any more: it is repeated and escalated again. */
function Release({ id, of: { by, note }, me }: ReleaseProps) {
  const act = useAct(async () => {
    await call('POST /v1/alerts/release', { body: { alerts: [id], note: '' } });
    // Nobody takes an alert on in the name of another.
    if (me === null || by !== me) return;
    offerUndo({ what: 'Nobody looks after it', undo: () => takeAgain(id, { note, me }), touches: ['alerts'] });
  }, ['alerts']);
  return (
    <>
      <button type="button" className="button no-print" disabled={act.isRunning} onClick={() => act.run(undefined)}>
        Nobody looks after it
      </button>
      <Said error={act.error} />
      {act.proof}
    </>
  );
}

type Message = wire.AlertDetail['messages'][number];

const COLUMNS: readonly Column<Message>[] = [
  { id: 'channel', head: 'Channel', cell: ({ channel }) => <Name>{channel}</Name> },
  { id: 'kind', head: 'Message', cell: ({ kind }) => kind },
  { id: 'state', head: 'State', cell: ({ state, problem }) => (problem === null ? state : `${state}: ${problem}`) },
  { id: 'attempts', head: 'Attempts', isNumber: true, cell: ({ attempts }) => attempts },
  { id: 'at', head: 'When', cell: ({ endedAt, madeAt }) => <Time at={endedAt ?? madeAt} /> },
];
