import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { wire } from 'tribune/client';
import { incidentQuery } from '../../api/incidents.js';
import { Actor } from '../../parts/actor.js';
import { Page, Section } from '../../parts/page.js';
import { Answer, shownOf } from '../../parts/states.js';
import { Time } from '../../parts/time.js';
import { Name } from '../../parts/words.js';
import { Actions } from './actions.js';
import { Authorities } from './authorities.js';
import { Because } from './because.js';
import { Clocks } from './clocks.js';
import { Closing } from './closing.js';
import { Evidence } from './evidence.js';
import { Handling } from './handling.js';
import { Timeline } from './timeline.js';
import { IncidentState, SeverityBadge, scopeText } from './words.js';

const route = getRouteApi('/incidents/$id');

const crumb = (
  <Link to="/incidents" search={{}}>
    Incidents
  </Link>
);

export default function IncidentPage() {
  const { id } = route.useParams();
  const incident = useQuery(incidentQuery(id));
  const shown = shownOf(incident);
  return (
    <Page title={shown?.title ?? 'Incident'} crumb={crumb} acts={shown === undefined ? null : <Export id={shown.id} />}>
      <Answer of={incident} what="the incident">
        {(one) => <Shown of={one} />}
      </Answer>
    </Page>
  );
}

/** The report as a file, with the source of every line. */
const Export = ({ id }: { readonly id: string }) => (
  <p className="acts no-print">
    {(['html', 'md', 'json'] as const).map((form) => (
      <a key={form} className="button" href={`/v1/incidents/${id}/report?form=${form}`} download>
        {form === 'html' ? 'Export the report' : form === 'md' ? 'Markdown' : 'JSON'}
      </a>
    ))}
  </p>
);

function Shown({ of }: { readonly of: wire.Incident }) {
  return (
    <>
      <dl className="facts">
        <dt>State</dt>
        <dd>
          <IncidentState of={of.state} />
        </dd>
        <dt>Severity</dt>
        <dd>
          <SeverityBadge of={of.severity} />
        </dd>
        <dt>Of</dt>
        <dd>
          {of.system === null ? (
            <Name>{scopeText(of.scope)}</Name>
          ) : (
            <Link
              to="/systems/$system"
              params={{ system: of.system }}
              search={of.scope.kind === 'deployment' ? { deployment: of.scope.deployment } : {}}
            >
              <Name>{scopeText(of.scope)}</Name>
            </Link>
          )}
        </dd>
        <Because of={of} />
        <dt>Opened</dt>
        <dd>
          <Time at={of.openedAt} /> by <Actor id={of.openedBy} />
        </dd>
        <dt>Aware since</dt>
        <dd>
          <Time at={of.awareAt} />
        </dd>
        {of.suspects.length === 0 ? null : (
          <>
            <dt>Suspect input</dt>
            <dd>
              <Name>{of.suspects.map(({ path }) => path.join(' → ')).join('; ')}</Name>
            </dd>
          </>
        )}
      </dl>
      <Section title="Duties to report">
        <Clocks of={of} />
      </Section>
      <Section title="Reports to authorities">
        <Authorities of={of} />
      </Section>
      <Section title="Who does what, and what is known">
        <Handling of={of} />
      </Section>
      <Section title="Actions">
        <Actions of={of} />
      </Section>
      <Section title="Timeline">
        <Timeline of={of} />
      </Section>
      <Section title="Evidence">
        <Evidence of={of} />
      </Section>
      <Section title={of.state === 'closed' ? 'Closed' : 'Close it'}>
        <Closing of={of} />
      </Section>
    </>
  );
}
