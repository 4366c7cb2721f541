import { sectionedBody } from '../../pages/frame/index.js';
import { type Content, h, htmlPage, type Markup, p, table } from '../../pages/parts/index.js';
import type { DocumentField, DocumentSection, DocumentTable, RecordDocument } from './types.js';
import {
  absentText,
  asOfText,
  cellText,
  DOCUMENT_NOTE,
  marksOf,
  placeText,
  refText,
  statusText,
  viewText,
} from './words.js';

/**
 * Prints a document as one self-contained HTML file without script, which a browser prints well. What people wrote is text in it and never
 * markup.
 *
 * @returns an HTML5 document, UTF-8; the same document gives the same bytes
 */
export function documentHtml(document: RecordDocument): string {
  const { title, subject, tool, asOf, sections, missing, stale, records } = document;
  return htmlPage(
    `${title}: ${subject}`,
    sectionedBody({
      skip: 'Skip to the document',
      header: h(
        'header',
        {},
        h('h1', { dir: 'auto' }, `${title}: ${subject}`),
        h(
          'p',
          { class: `verdict ${missing.length + stale.length > 0 ? 'fail' : ''}`.trim() },
          `${statusText(document)}.`,
        ),
        p(`${viewText(document.view)}. ${asOfText(asOf)}`),
      ),
      sections: [
        ...(missing.length === 0
          ? []
          : [{ id: 'missing', title: 'What is missing, and who can say it', content: [missingTable(document)] }]),
        ...(stale.length === 0 ? [] : [{ id: 'stale', title: 'What is out of date', content: [staleList(document)] }]),
        ...sections.map((section) => ({
          id: `s-${section.id}`,
          title: section.title,
          content: contentOf(section, document),
        })),
        { id: 'sources', title: 'Sources', content: [sourcesTable(records)] },
      ],
      footer: `${DOCUMENT_NOTE} Made by ${tool.name} ${tool.version}.`,
    }),
  );
}

const isolated = (text: string): Content => h('bdi', {}, text);

/** A text of several lines; each begins in its own direction of writing. */
const paragraphs = (value: readonly string[]): Markup =>
  h(
    'span',
    {},
    ...value
      .flatMap((text) => text.split(/\r\n|[\n\r]/))
      .flatMap((line, at): Content[] => [...(at === 0 ? [] : [h('br', {})]), isolated(line)]),
  );

const missingTable = ({ missing }: RecordDocument): Markup =>
  table({
    caption: 'Fields without which this document is incomplete',
    columns: [{ head: 'Field' }, { head: 'Who can say it' }, { head: 'How' }],
    rows: missing.map(({ label, who, how }) => ({ cells: [label, isolated(who), isolated(how)] })),
  });

const staleList = ({ stale, records }: RecordDocument): Markup =>
  h(
    'ul',
    {},
    ...stale.map(({ record, because }) =>
      h('li', {}, isolated(`[${record + 1}] ${refText(records[record]!)}: ${because}`)),
    ),
  );

function contentOf({ note, fields, tables }: DocumentSection, document: RecordDocument): Markup[] {
  return [
    ...(note === undefined ? [] : [p(note)]),
    ...(fields.length === 0
      ? []
      : [h('dl', { class: 'facts' }, ...fields.flatMap((field) => fieldOf(field, document)))]),
    ...tables.map((one) => tableOf(one)),
  ];
}

function fieldOf({ id, label, value, from, asks }: DocumentField, document: RecordDocument): Markup[] {
  const said = value === null ? h('strong', {}, absentText(id, document)) : paragraphs(value);
  return [h('dt', { title: asks }, label), h('dd', {}, said, ...marksAfter(from))];
}

const marksAfter = (from: readonly number[]): Content[] =>
  from.flatMap((place): Content[] => [' ', h('a', { href: `#record-${place + 1}` }, `[${place + 1}]`)]);

const tableOf = ({ caption, columns, rows, from }: DocumentTable): Markup =>
  table({
    caption: from.length === 0 ? caption : `${caption} ${marksOf(from)}`,
    columns,
    rows: rows.map((row) => ({ cells: row.map((cell) => isolated(cellText(cell))) })),
  });

const sourcesTable = (records: RecordDocument['records']): Markup =>
  table({
    caption: 'Records that this document was made from',
    columns: [{ head: 'Mark' }, { head: 'Record' }, { head: 'Id' }, { head: 'Digest' }, { head: 'In the log' }],
    rows: records.map(({ kind, id, digest, index }, at) => ({
      cells: [
        h('span', { id: `record-${at + 1}` }, `[${at + 1}]`),
        kind,
        isolated(id),
        digest === null ? 'none' : h('code', {}, digest),
        placeText({ kind, index }),
      ],
    })),
  });
