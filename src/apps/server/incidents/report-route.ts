import { encodeBase64 } from '../../../core/base/bytes.js';
import {
  type IncidentReport,
  incidentReport,
  renderIncidentHtml,
  renderIncidentMarkdown,
} from '../../../domain/documents/incident/index.js';
import type { Incidents, TimelineItem } from '../../../domain/incidents/index.js';
import type { ServerDeps } from '../base/index.js';
import { type Route, routesOver } from '../http/route.js';
import { reportQuery } from './schemas.js';

export interface ReportRouteDeps extends Pick<ServerDeps, 'log' | 'version' | 'nowMs'> {
  readonly incidents: Incidents;
}

const route = routesOver<ReportRouteDeps>();
/** Items that are read at once. */
const PAGE = 500;

const FORMS = {
  html: { type: 'text/html; charset=utf-8', render: renderIncidentHtml },
  md: { type: 'text/markdown; charset=utf-8', render: renderIncidentMarkdown },
  json: {
    type: 'application/json; charset=utf-8',
    render: (report: IncidentReport) => `${JSON.stringify(report, null, 2)}\n`,
  },
} as const;

/** The route of the report. */
export const reportRoute: Route<ReportRouteDeps> = route({
  method: 'GET',
  path: '/v1/incidents/:id/report',
  action: 'incident.read',
  summary: 'The report of an incident, as a file: HTML, Markdown or JSON, with the source of every line',
  query: reportQuery,
  answer: 'text/html',
  answerText: 'The report; `form` says in which form.',
  noStore: true,
  errors: ['BODY_INVALID', 'NOT_FOUND', 'STORE_INVALID'],
  async handle({ params, query: { form }, reply }, { incidents, log, version, nowMs }) {
    const incident = await incidents.find(params.id!);
    const items = await itemsOf(incidents, incident.id);
    const { suspects } = await incidents.map();
    const report = incidentReport({
      ...{ incident, items, suspects, madeAtMs: nowMs(), checkpoint: checkpointOf(log) },
      notBegun: await incidents.dutiesNotBegun(incident),
      tool: { name: 'tribune', version },
    });
    const { type, render } = FORMS[form];
    const name = `attachment; filename="incident-${incident.id}.${form}"`;
    return reply.type(type).header('content-disposition', name).send(render(report));
  },
});

async function itemsOf(incidents: Pick<Incidents, 'items'>, id: string): Promise<TimelineItem[]> {
  const found: TimelineItem[] = [];
  for (;;) {
    const page = await incidents.items(id, { after: found.at(-1)?.number ?? 0, limit: PAGE });
    found.push(...page);
    if (page.length < PAGE) return found;
  }
}

function checkpointOf(log: ReportRouteDeps['log']) {
  const newest = log.checkpoint('main');
  if (newest === null) return null;
  const [name] = log.verifierKey('main').split('+') as [string];
  return { log: name, size: newest.size, root: encodeBase64(newest.root) };
}
