import { escapeMarkdownText } from '../../../core/markup/index.js';
import { sectionedBody } from '../../pages/frame/index.js';
import { type Content, h, htmlPage, type Markup, p, table } from '../../pages/parts/index.js';
import type { IncidentReport, ReportSection } from './report.js';

/**
 * Renders the report of an incident as one accessible, self-contained HTML file.
 *
 * @returns an HTML5 document, UTF-8; the same report gives the same bytes
 */
export function renderIncidentHtml(report: IncidentReport): string {
  const { title, incident, state, madeAt, tool, sections } = report;
  return htmlPage(
    `Incident: ${title}`,
    sectionedBody({
      skip: 'Skip to the report',
      header: h(
        'header',
        {},
        h('h1', { dir: 'auto' }, title),
        h('p', { class: 'verdict' }, `Incident ${incident}, ${state}`),
      ),
      sections: sections.map((one) => ({ id: one.id, title: one.title, content: contentOf(one) })),
      footer: `Made ${madeAt} by ${tool.name} ${tool.version}.`,
    }),
  );
}

function contentOf({ title, note, lines }: ReportSection): Markup[] {
  const said = note === undefined ? [] : [p(note)];
  if (lines.length === 0) return [...said, p('Nothing.')];
  const rows = lines.map(({ name, value, source }) => ({ cells: [isolated(name), linesOf(value), source] }));
  const columns = [{ head: 'What' }, { head: 'Said' }, { head: 'Source' }];
  return [...said, table({ caption: title, columns, rows })];
}

/** A text of several lines; each begins in its own direction of writing. */
const linesOf = (text: string): Content => h('span', {}, ...text.split(/\r\n|[\n\r]/).flatMap(lineOf));

const lineOf = (line: string, at: number): Content[] => [...(at === 0 ? [] : [h('br', {})]), isolated(line)];

const isolated = (text: string): Content => h('bdi', {}, text);

/** Renders the report as Markdown in which nothing of what people wrote is markup. */
export function renderIncidentMarkdown({ title, incident, state, madeAt, tool, sections }: IncidentReport): string {
  const parts = sections.map(({ title: head, note, lines }) => {
    const rows = lines.map(
      ({ name, value, source }) =>
        `| ${escapeMarkdownText(name)} | ${value
          .split(/\r\n|[\n\r]/)
          .map(escapeMarkdownText)
          .join('<br>')} | ${escapeMarkdownText(source)} |`,
    );
    const body =
      lines.length === 0 ? 'Nothing.' : ['| What | Said | Source |', '| --- | --- | --- |', ...rows].join('\n');
    return `## ${head}\n\n${note === undefined ? '' : `${note}\n\n`}${body}\n`;
  });
  return `# ${escapeMarkdownText(title)}\n\nIncident ${incident}, ${state}. Made ${madeAt} by ${tool.name} ${tool.version}.\n\n${parts.join('\n')}`;
}
