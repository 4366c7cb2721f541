import { encodeBase64 } from '../../../core/base/bytes.js';
import {
  fillTemplate,
  type IncidentReport,
  incidentReport,
  renderIncidentHtml,
  renderIncidentMarkdown,
  templateReport,
} from '../../../domain/documents/incident/index.js';
import { type Incidents, REPORT_TEMPLATES, type TimelineItem, templateOf } from '../../../domain/incidents/index.js';
import type { ServerDeps } from '../base/index.js';
import { type Route, routesOver } from '../http/route.js';
import { reportQuery, templatesAnswer } from './schemas.js';

export interface ReportRouteDeps extends Pick<ServerDeps, 'log' | 'version' | 'nowMs' | 'registry'> {
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

/** The report of an incident, and what authorities ask to be told of it. */
export const reportRoutes: readonly Route<ReportRouteDeps>[] = [
  route({
    method: 'GET',
    path: '/v1/incidents/:id/templates',
    action: 'incident.read',
    summary:
      'What authorities ask to be told of an incident: each field with what is known, what is missing, and who can say it',
    answer: templatesAnswer,
    noStore: true,
    errors: ['NOT_FOUND', 'STORE_INVALID'],
    async handle({ params }, { incidents, registry, nowMs }) {
      const incident = await incidents.find(params.id!);
      const [items, known] = [await itemsOf(incidents, incident.id), await registry.snapshot()];
      // Of a duty that was waived no report is filed, whose fields nobody is then asked for.
      const running = new Set(incident.clocks.filter(({ waived }) => waived === null).map(({ duty }) => duty));
      const templates = REPORT_TEMPLATES.map((template) => {
        const { duties, ...filled } = fillTemplate(template, { incident, items, registry: known, madeAtMs: nowMs() });
        return { ...filled, isAsked: duties.some((duty) => running.has(duty)) };
      });
      return { revision: incident.revision, templates };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/incidents/:id/report',
    action: 'incident.read',
    summary: 'The report of an incident, as a file: HTML, Markdown or JSON, with the source of every line',
    query: reportQuery,
    answer: 'text/html',
    answerText: 'The report; `form` says in which form.',
    noStore: true,
    errors: ['BODY_INVALID', 'NOT_FOUND', 'STORE_INVALID'],
    async handle({ params, query: { form, template }, reply }, { incidents, log, version, nowMs, registry }) {
      const asked = template === undefined ? null : templateOf(template);
      const incident = await incidents.find(params.id!);
      const items = await itemsOf(incidents, incident.id);
      const made = {
        incident,
        items,
        madeAtMs: nowMs(),
        checkpoint: checkpointOf(log),
        tool: { name: 'tribune', version },
      };
      const report =
        asked === null
          ? incidentReport({
              ...{ ...made, suspects: (await incidents.map()).suspects },
              notBegun: await incidents.dutiesNotBegun(incident),
            })
          : templateReport(asked, { ...made, registry: await registry.snapshot() });
      const { type, render } = FORMS[form];
      const of = asked === null ? 'incident' : asked.id;
      const name = `attachment; filename="${of}-${incident.id}.${form}"`;
      return reply.type(type).header('content-disposition', name).send(render(report));
    },
  }),
];

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
