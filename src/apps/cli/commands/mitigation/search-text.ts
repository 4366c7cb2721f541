import { join } from 'node:path';
import {
  candidateName,
  qualityNote,
  qualityWords,
  searchFigures,
  searchHeadline,
  shortlistRows,
} from '../../../../domain/mitigation/page/index.js';
import type { SearchResult } from '../../../../domain/mitigation/search/index.js';
import type { CliContext } from '../../frame/context.js';
import { onOneLine } from '../../terminal/error.js';
import { tableText } from './tables.js';

/** What is told beside the answer. */
export function tellSearch(result: SearchResult, context: CliContext): void {
  const { data, candidates, asked, answer } = result;
  const note = qualityNote(result);
  const failed = candidates.filter(({ status }) => status === 'failed');
  const alike = candidates.filter(({ status }) => status === 'alike');
  const reasons = new Map<string, number>();
  for (const { reason } of failed) reasons.set(reason!, (reasons.get(reason!) ?? 0) + 1);
  const lines = [
    ...(note === null ? [] : [`note: ${note}`]),
    ...data.excluded.map(({ reason, rows }) => `note: ${rows} rows left out: ${reason}`),
    ...data.notes.map(({ column, note }) => `note: ${JSON.stringify(column)} ${note}`),
    ...(answer !== 'not indicated' && candidates.length < asked
      ? [`note: ${candidates.length} candidates, not ${asked}: there are no others in this class`]
      : []),
    ...[...reasons].map(([reason, count]) => `warning: ${count} candidates failed: ${reason}`),
    ...(alike.length === 0
      ? []
      : [`warning: ${alike.length} candidates decide alike about everybody and count for nothing`]),
    ...new Set(candidates.flatMap(({ cautions }) => cautions.map((caution) => `warning: ${caution}`))),
  ];
  for (const line of lines) context.err(`${onOneLine(line)}\n`);
}

/** The answer with the few that were looked at closely. */
export function toldOfSearch(result: SearchResult, out: string): string {
  const { shortlist, candidates, reference } = result;
  const rows = shortlistRows(result);
  const header = ['  candidate', `change of ${qualityWords(result).name}`, 'gap smaller by', 'gap', 'moved', 'p'];
  const named = candidateName(candidates.find(({ id }) => id === reference.id)!);
  return `${onOneLine(searchHeadline(result))}

${searchFigures(result).map(onOneLine).join('\n')}
${shortlist.length === 0 ? '' : `\nagainst ${named}:\n${tableText(header, rows)}\n* shown to be an alternative; intervals and p allow for all in this table\n`}
record: ${join(out, 'search.json')} ${result.record}
`;
}
