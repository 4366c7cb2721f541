interface ForeignFile {
  readonly is: string;
  readonly remedy: string;
}

interface Signature extends ForeignFile {
  /** Possible first bytes, as Latin-1. */
  readonly begins: readonly string[];
  /** Offset of these bytes; default 0. */
  readonly at?: number;
  /** A further pattern that must occur near the beginning. */
  readonly holds?: RegExp;
}

const SHEET = 'Save the sheet as "CSV UTF-8".';
const EXPORT = 'Export it as CSV (UTF-8) or Parquet.';
const PARQUET = 'Write Parquet instead (DataFrame.to_parquet).';
const UTF8 = 'Save it as "CSV UTF-8", or: iconv -f utf-16 -t utf-8.';

/** Signatures of files that people have instead of a table that is read here. */
const SIGNATURES: readonly Signature[] = [
  { begins: ['PK\x03\x04'], holds: /xl\/|\[Content_Types\]\.xml/, is: 'an Excel workbook', remedy: SHEET },
  { begins: ['PK\x03\x04'], is: 'a zip archive', remedy: 'Unpack it, and name the files inside.' },
  { begins: ['\xd0\xcf\x11\xe0'], is: 'an old Excel workbook (xls)', remedy: SHEET },
  { begins: ['BZh'], is: 'packed by bzip2', remedy: 'Unpack it (bunzip2), or pack it by gzip.' },
  { begins: ['\xfd7zXZ\0'], is: 'packed by xz', remedy: 'Unpack it (unxz), or pack it by gzip.' },
  { begins: ['\x28\xb5\x2f\xfd'], is: 'packed by zstd', remedy: 'Unpack it (unzstd), or pack it by gzip.' },
  { begins: ['7z\xbc\xaf\x27\x1c'], is: 'a 7-Zip archive', remedy: 'Unpack it, and name the files inside.' },
  { begins: ['ARROW1', 'FEA1'], is: 'a Feather (Arrow) file', remedy: PARQUET },
  { begins: ['ORC\x08'], is: 'an ORC file', remedy: PARQUET },
  { begins: ['Obj\x01'], is: 'an Avro file', remedy: PARQUET },
  { begins: ['<stata_dta>', 's\x02\x01\0', 'r\x02\x01\0', 'q\x02\x01\0'], is: 'a Stata file', remedy: EXPORT },
  { begins: ['$FL2@(#)', '$FL3@(#)'], is: 'an SPSS file', remedy: EXPORT },
  { begins: [`${'\0'.repeat(12)}\xc2\xea\x81`], is: 'a SAS file', remedy: EXPORT },
  { begins: ['RDX2\n', 'RDX3\n', 'X\n\0\0\0\x02', 'X\n\0\0\0\x03'], is: 'an R data file', remedy: EXPORT },
  { begins: ['\x80\x02', '\x80\x03', '\x80\x04', '\x80\x05'], is: 'a Python pickle', remedy: PARQUET },
  { begins: ['SQLite format 3\0'], is: 'an SQLite database', remedy: EXPORT },
  { begins: ['DUCK'], at: 8, is: 'a DuckDB database', remedy: 'Use --sql QUERY --database FILE.' },
  { begins: ['<html', '<table', '<!doctype html'], is: 'a page of HTML, which some programs call xls', remedy: SHEET },
  { begins: ['\xff\xfe', '\xfe\xff'], is: 'text in UTF-16 (as Excel saves "Unicode text")', remedy: UTF8 },
];

/** Number of bytes at the beginning of a file that are examined. */
const LOOKED_AT = 4096;
/** Number of letters of a header that must all have their second byte 0 (or their first) to be UTF-16. */
const PAIRS = 8;

/** The kind of a file that is no table of ours, with a remedy; null where it is not known. */
export function foreignFile(head: Buffer): ForeignFile | null {
  const text = head.subarray(0, LOOKED_AT).toString('latin1');
  const found = SIGNATURES.find(({ begins, at = 0, holds }) => {
    const beginning = text.slice(at).trimStart().toLowerCase();
    const there = begins.some(
      (magic) => text.startsWith(magic, at) || (magic.startsWith('<') && beginning.startsWith(magic)),
    );
    return there && (holds?.test(text) ?? true);
  });
  if (found !== undefined) return { is: found.is, remedy: found.remedy };
  return isBareUtf16(head) ? { is: 'text in UTF-16', remedy: UTF8 } : null;
}

/** Whether a text is UTF-16 without a byte order mark: every other byte of its header is 0. */
function isBareUtf16(head: Buffer): boolean {
  if (head.length < 2 * PAIRS) return false;
  const zeros = (first: number): boolean =>
    Array.from({ length: PAIRS }, (_, i) => (head[2 * i + first] === 0) !== (head[2 * i + 1 - first] === 0)).every(
      (one, i) => one && head[2 * i + first] === 0,
    );
  return zeros(0) || zeros(1);
}
