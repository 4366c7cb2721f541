import { type ErrorCode, TribuneError } from '../../../core/base/errors.js';

interface Translation {
  readonly pattern: RegExp;
  readonly code: ErrorCode;
  readonly say: (match: RegExpMatchArray, text: string) => string;
  readonly remedy: string;
}

const place = (text: string): string => {
  const file = /file = (.+)/.exec(text)?.[1]?.trim();
  const line = /CSV Error on Line: (\d+)/.exec(text)?.[1];
  return `${file ?? 'the file'}${line === undefined ? '' : `, line ${line}`}`;
};

/** Errors of DuckDB and the messages for them. The first pattern that matches is used. */
const TRANSLATIONS: readonly Translation[] = [
  {
    pattern: /maximum_object_size/i,
    code: 'DATA_TOO_LARGE',
    say: (_, text) => `${/"([^"]+\.[^"]+)"/.exec(text)?.[1] ?? 'the file'}: a JSON object is longer than 16 MB`,
    remedy: 'Write one object per person, one per line.',
  },
  {
    pattern: /maximum_?\s?line_?\s?size|Maximum line size/i,
    code: 'DATA_TOO_LARGE',
    say: (_, text) => `${place(text)}: a line is longer than 4 MB`,
    remedy: 'Check that the file has one record per line and that every quote is closed.',
  },
  {
    pattern: /Expected Number of Columns: (\d+) Found: (\d+)/,
    code: 'DATA_UNREADABLE',
    say: (match, text) => `${place(text)}: ${match[2]} fields where the header has ${match[1]}`,
    remedy: 'Give every line as many fields as the header; quote fields that contain the delimiter.',
  },
  {
    pattern: /unterminated quote/i,
    code: 'DATA_UNREADABLE',
    say: (_, text) => `${place(text)}: a quoted field does not end as RFC 4180 demands`,
    remedy: 'Close the quote, and double every quote inside a quoted field.',
  },
  {
    pattern: /not utf-8 encoded|Invalid unicode/i,
    code: 'DATA_UNREADABLE',
    say: (_, text) => `${place(text)}: not UTF-8`,
    remedy: 'Convert the file to UTF-8 (for example: iconv -f latin1 -t utf-8).',
  },
  {
    pattern: /Malformed JSON in file "([^"]*)", (.*)/,
    code: 'DATA_UNREADABLE',
    say: (match) => `${match[1]}: malformed JSON ${match[2]}`,
    remedy: 'Write one JSON object per line (JSON Lines), or one array of objects.',
  },
  {
    pattern: /Permission Error/,
    code: 'DATA_UNREADABLE',
    say: (_, text) => `refused: ${firstLine(text)}`,
    remedy: 'An audit reads the named data and nothing else; queries see the tables of the named database only.',
  },
  {
    pattern: /Out of Memory|could not allocate/i,
    code: 'DATA_TOO_LARGE',
    say: (_, text) => `the memory limit was reached: ${firstLine(text)}`,
    remedy: 'Raise the memory limit, use fewer threads, or leave identifiers out of the attributes.',
  },
  {
    pattern: /ENOSPC|No space left|max_temp_directory_size/i,
    code: 'DATA_TOO_LARGE',
    say: (_, text) => `the temporary directory is full: ${firstLine(text)}`,
    remedy: 'Free space, or name another temporary directory.',
  },
];

const firstLine = (text: string): string =>
  text
    .split('\n', 1)[0]!
    .replace(
      /^(Failed to extract statements: )?(Invalid Input|IO|Binder|Catalog|Parser|Permission|Conversion) Error: /,
      '',
    );

/** Turns any error of the engine into one clear error; errors of our own pass through. */
export function engineError(error: unknown): unknown {
  if (error instanceof TribuneError || !(error instanceof Error)) return error;
  const text = error.message;
  for (const { pattern, code, say, remedy } of TRANSLATIONS) {
    const match = pattern.exec(text);
    if (match !== null) return new TribuneError(code, say(match, text), { remedy, cause: error });
  }
  if (!/^(Failed to extract statements: )?[A-Z][A-Za-z ]+ Error: /.test(text)) return error;
  return new TribuneError('DATA_UNREADABLE', firstLine(text), {
    remedy: 'Check the query and the files; the message is that of the engine.',
    cause: error,
  });
}
