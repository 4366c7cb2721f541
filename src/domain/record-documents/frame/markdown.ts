import { escapeMarkdownText } from '../../../core/markup/index.js';
import type { DocumentSection, DocumentTable, RecordDocument } from './types.js';
import { absentText, asOfText, cellText, DOCUMENT_NOTE, marksOf, placeText, statusText, viewText } from './words.js';

/** Prints a document as Markdown in which nothing of what people wrote is markup, mention or link. */
export function documentMarkdown(document: RecordDocument): string {
  const { title, subject, asOf, sections, missing, stale, records, tool } = document;
  const parts = [
    `# ${escapeMarkdownText(title)}: ${escapeMarkdownText(subject)}`,
    `**${escapeMarkdownText(statusText(document))}.**`,
    `${viewText(document.view)}. ${escapeMarkdownText(asOfText(asOf))}`,
    ...(missing.length === 0
      ? []
      : [
          '## What is missing, and who can say it',
          grid(
            ['Field', 'Who can say it', 'How'],
            missing.map(({ label, who, how }) => [label, who, how]),
          ),
        ]),
    ...(stale.length === 0
      ? []
      : [
          '## What is out of date',
          stale.map(({ record, because }) => `- \\[${record + 1}\\] ${escapeMarkdownText(because)}`).join('\n'),
        ]),
    ...sections.flatMap((section) => sectionOf(section, document)),
    '## Sources',
    grid(
      ['Mark', 'Record', 'Id', 'Digest', 'In the log'],
      records.map(({ kind, id, digest, index }, at) => [
        `[${at + 1}]`,
        kind,
        id,
        digest ?? 'none',
        placeText({ kind, index }),
      ]),
    ),
    `${DOCUMENT_NOTE} Made by ${tool.name} ${escapeMarkdownText(tool.version)}.`,
  ];
  return `${parts.join('\n\n')}\n`;
}

function sectionOf({ title, note, fields, tables }: DocumentSection, document: RecordDocument): string[] {
  const lines = fields.map(({ id, label, value, from }) => [
    label,
    value === null ? absentText(id, document) : value.join('\n'),
    marksOf(from),
  ]);
  return [
    `## ${escapeMarkdownText(title)}`,
    ...(note === undefined ? [] : [escapeMarkdownText(note)]),
    ...(fields.length === 0 ? [] : [grid(['What', 'Said', 'Source'], lines)]),
    ...tables.map(tableOf),
  ];
}

const tableOf = ({ caption, columns, rows, from }: DocumentTable): string =>
  `${escapeMarkdownText(caption)} ${escapeMarkdownText(marksOf(from))}\n\n${grid(
    columns.map(({ head }) => head),
    rows.map((row) => row.map(cellText)),
  )}`;

/** A table of Markdown; a line break inside a cell becomes one of HTML. */
function grid(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cellOf).join(' | ')} |`;
  return [line(heads), `|${heads.map(() => ' --- |').join('')}`, ...rows.map(line)].join('\n');
}

const cellOf = (text: string): string =>
  text
    .split(/\r\n|[\n\r]/)
    .map(escapeMarkdownText)
    .join('<br>');
