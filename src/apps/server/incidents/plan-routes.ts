import { TribuneError } from '../../../core/base/errors.js';
import {
  CAUSES,
  DATED_DUTIES,
  FACTS,
  INCIDENT_ROLES,
  type IncidentScope,
  isInForce,
} from '../../../domain/incidents/index.js';
import { jsonBody } from '../http/request-body.js';
import { type Route, routesOver } from '../http/route.js';
import { dutiesAnswer, mapAnswer, planAnswer, planList, planQuery, planRequest, saveQuery } from './plan-schemas.js';
import { printPlanLine, printPlanSummary } from './print.js';
import { ownsScope } from './relations.js';
import type { IncidentRouteDeps } from './routes.js';

const route = routesOver<IncidentRouteDeps>();

/** Most bytes of a plan as it is sent. */
const MOST_PLAN_BYTES: number = 1024 * 1024;

/** Routes of incident plans, of what depends on what, and of the duties that are known. */
export const planRoutes: readonly Route<IncidentRouteDeps>[] = [
  route({
    method: 'GET',
    path: '/v1/incident-plans',
    action: 'incident.read',
    summary: 'The incident plan of every system, also of those that have none, and how ready each is',
    answer: planList,
    noStore: true,
    errors: ['STORE_INVALID'],
    handle: async (_call, { incidents }) => ({ plans: (await incidents.plans()).map(printPlanSummary) }),
  }),
  route({
    method: 'POST',
    path: '/v1/incident-plans',
    action: 'incident.plan',
    summary: 'Save an incident plan as its next revision; the same again changes nothing',
    query: saveQuery,
    body: jsonBody(planRequest, { limit: MOST_PLAN_BYTES }),
    answer: planAnswer,
    errors: ['BODY_INVALID', 'INVALID', 'NOT_FOUND', 'CONFLICT'],
    relation: ({ caller, body }, { registry }) => ownsScope(caller, body.scope, registry),
    async handle({ body, query, actor }, { incidents }) {
      const { isNew } = await incidents.savePlan(body, actor, query.read);
      return { ...printPlanLine(await incidents.plan(body.scope)), isNew };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/incident-plan',
    action: 'incident.read',
    summary: 'One incident plan, or an earlier revision of it',
    query: planQuery,
    answer: planAnswer,
    noStore: true,
    errors: ['BODY_INVALID', 'NOT_FOUND', 'STORE_INVALID'],
    handle: async ({ query }, { incidents }) => printPlanLine(await incidents.plan(scopeFrom(query), query.revision)),
  }),
  route({
    method: 'GET',
    path: '/v1/incident-map',
    action: 'incident.read',
    summary: 'Which system uses what another one puts out, and whose input is suspect now',
    answer: mapAnswer,
    noStore: true,
    errors: ['STORE_INVALID'],
    handle: (_call, { incidents }) => incidents.map(),
  }),
  route({
    method: 'GET',
    path: '/v1/incident-duties',
    action: 'incident.read',
    summary: 'Duties to report an incident as they were known on a day, and the words of incidents',
    answer: dutiesAnswer,
    handle(_call, { nowMs }) {
      const { date, origin, duties } = DATED_DUTIES;
      const shown = duties.map((duty) => ({
        ...duty,
        isInForce: isInForce(duty, nowMs()),
        doubt: duty.doubt ?? null,
      }));
      return { date, origin, duties: shown, facts: FACTS, causes: CAUSES, roles: INCIDENT_ROLES };
    },
  }),
];

/** The one scope that a query names. */
function scopeFrom({
  system,
  deployment,
}: {
  system?: string | undefined;
  deployment?: string | undefined;
}): IncidentScope {
  if (system !== undefined && deployment === undefined) return { kind: 'system', system };
  if (deployment !== undefined && system === undefined) return { kind: 'deployment', deployment };
  throw new TribuneError('BODY_INVALID', 'a plan is that of one system or one deployment', {
    remedy: 'Give either ?system= or ?deployment=.',
  });
}
