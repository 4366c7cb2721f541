import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { wire } from 'tribune/client';
import { type PlanScope, planQuery } from '../../api/incidents.js';
import { registeredOfQuery, sessionQuery } from '../../api/queries.js';
import { Actor } from '../../parts/actor.js';
import { useMay } from '../../parts/may.js';
import { Page, Section } from '../../parts/page.js';
import { ownerOf, systemOf } from '../../parts/registered.js';
import { Answer, Empty } from '../../parts/states.js';
import { Time } from '../../parts/time.js';
import { PlanForm } from './plan-form.js';
import { PlanText } from './plan-text.js';
import { ReadinessBadge } from './words.js';

const route = getRouteApi('/incidents/plan');

const crumb = (
  <Link to="/incidents" search={{ view: 'plans' }}>
    Incident plans
  </Link>
);

/** The incident plan of a system or a deployment: what it says, how ready it is, and the form for whoever may change it. */
export default function PlanPage() {
  const { system, deployment } = route.useSearch();
  const scope: PlanScope | null =
    system !== undefined
      ? { kind: 'system', system }
      : deployment !== undefined
        ? { kind: 'deployment', deployment }
        : null;
  return (
    <Page
      title={`Incident plan of ${system ?? deployment ?? 'nothing'}`}
      crumb={crumb}
      about="What is said before anything happens: who decides, what switching off costs, who uses the output, who is called."
    >
      {scope === null ? (
        <Empty title="Choose a plan from the list">A plan is that of a system or of a deployment.</Empty>
      ) : (
        <Plan scope={scope} />
      )}
    </Page>
  );
}

function Plan({ scope }: { readonly scope: PlanScope }) {
  const plan = useQuery(planQuery(scope));
  const of = scope.kind === 'system' ? { system: scope.system } : { deployment: scope.deployment };
  const registry = useQuery(registeredOfQuery(of)).data;
  const may = useMay();
  const { data: session } = useQuery(sessionQuery);
  const owner = ownerOf(scope.kind === 'system' ? scope.system : systemOf(scope.deployment, registry), registry);
  const mayPlan = may('incident.plan', owner !== undefined && owner === session?.name);
  return (
    <Answer of={plan} what="the plan">
      {(read) => (
        <>
          {read === null ? (
            <p className="note">There is none yet.</p>
          ) : (
            <dl className="facts">
              <dt>Readiness</dt>
              <dd>
                <ReadinessBadge of={read.readiness} />
                {read.readiness.gaps.length === 0 ? null : (
                  <ul className="plain">
                    {read.readiness.gaps.map(({ what, why }) => (
                      <li key={what}>{why}</li>
                    ))}
                  </ul>
                )}
              </dd>
              <dt>Saved</dt>
              <dd>
                revision {read.plan.revision}, <Time at={read.plan.at} />, by <Actor id={read.plan.by} />
              </dd>
            </dl>
          )}
          {mayPlan ? (
            <Section title={read === null ? 'Write it' : 'Change it'}>
              <PlanForm scope={scope} read={read} />
            </Section>
          ) : read === null ? null : (
            <Section title="What it says">
              <PlanText of={read.plan as Partial<wire.IncidentPlanRequest>} />
            </Section>
          )}
        </>
      )}
    </Answer>
  );
}
