import { TribuneError } from '../../core/base/errors.js';

export interface CsvHeader {
  readonly delimiter: string;
  readonly columns: readonly string[];
}

/** Delimiters that are tried; the one that splits the header into most columns is taken, and of two equals the earlier. */
const DELIMITERS = [',', ';', '\t', '|'] as const;

/**
 * Names of the columns and the delimiter, from the first record of an RFC 4180 file.
 *
 * @throws TribuneError DATA_UNREADABLE for a header that does not end, or a column without a name or with the name of another
 */
export function csvHeader(path: string, text: string, whole: boolean): CsvHeader {
  const body = text.replace(/^\ufeff/, '');
  const hint = /^"?sep=(.)"?[\r\n]/i.exec(body);
  if (hint !== null) {
    throw new TribuneError(
      'DATA_UNREADABLE',
      `${path}: the first line "sep=${hint[1]}" is a hint for Excel, not the names of the columns`,
      {
        remedy: 'Delete that line: the delimiter is found from the line of names.',
      },
    );
  }
  const candidates = DELIMITERS.map((delimiter) => ({ delimiter, columns: firstRecord(body, delimiter, whole) }));
  const best = candidates.reduce((a, b) => ((b.columns?.length ?? 0) > (a.columns?.length ?? 0) ? b : a));
  if (best.columns === null) {
    throw new TribuneError('DATA_UNREADABLE', `${path}: the first line does not end within a megabyte`, {
      remedy: 'The first line must name the columns; close every quote in it.',
    });
  }
  if (best.columns.every((name) => name.trim() === '')) {
    throw new TribuneError('DATA_UNREADABLE', `${path}: the first line is blank`, {
      remedy: 'The first line must name the columns.',
    });
  }
  return { delimiter: best.delimiter, columns: best.columns };
}

/** Fields of the first record, or null where it does not end (or a quote is out of place). */
function firstRecord(text: string, delimiter: string, whole: boolean): string[] | null {
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    const field = text[at] === '"' ? quotedField(text, at) : plainField(text, at, delimiter);
    if (field === null) return null;
    fields.push(field.value);
    at = field.end;
    if (text[at] === delimiter) at += 1;
    else if (at >= text.length) return whole ? fields : null;
    else return text[at] === '\n' || text[at] === '\r' ? fields : null;
  }
}

interface Field {
  readonly value: string;
  readonly end: number;
}

function quotedField(text: string, start: number): Field | null {
  let value = '';
  let at = start + 1;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote === -1) return null;
    value += text.slice(at, quote);
    if (text[quote + 1] !== '"') return { value, end: quote + 1 };
    value += '"';
    at = quote + 2;
  }
}

function plainField(text: string, start: number, delimiter: string): Field {
  let end = start;
  while (end < text.length && text[end] !== delimiter && text[end] !== '\n' && text[end] !== '\r') end += 1;
  return { value: text.slice(start, end), end };
}
