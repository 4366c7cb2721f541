import type { ForeignCard } from '../../foreign-cards/index.js';
import type { Known, SystemRecords } from '../records/index.js';
import { REGISTER, type RecordField, timeText } from './answer.js';

const refsOf = (all: readonly Known<unknown>[]) => all.map(({ ref }) => ref);
const heads = (...names: string[]) => names.map((head) => ({ head }));
/** Most metrics of one imported card in a document; the import has all. */
const MOST_METRICS = 20;
/** Most imported documents that one document tells of, the newest. */
const MOST_IMPORTS = 5;

const OTHER_BYTES = ['Bytes', 'other ones than those of the version: it may be about another model'] as const;

/** Fields that are about parts of others, and what others say. None of it was seen by the service. */
export const ofOthers = {
  'imported-cards': {
    label: 'What imported documents say',
    need: { who: 'a developer', how: 'import the card: tribune import' },
    isSilent: true,
    answer({ imports }: SystemRecords) {
      if (imports.length === 0) return null;
      const shown = imports.slice(0, MOST_IMPORTS);
      const rows = shown.flatMap(({ value: { format, from, by, atMs, said, namesOther } }) => {
        const day = (timeText(atMs) ?? '').slice(0, 'YYYY-MM-DD'.length);
        const whence = `${format} ${from}, imported by ${by} on ${day}`;
        const lines = [...(namesOther ? [OTHER_BYTES] : []), ...linesOf(said)];
        return lines.map(([what, value]) => [whence, what, value]);
      });
      const from = refsOf(shown);
      const what =
        imports.length > shown.length
          ? `the newest ${MOST_IMPORTS} imported documents, of more,`
          : 'imported documents';
      const caption = `What ${what} say; nobody here checked it, and nothing is decided by it`;
      return { tables: [{ caption, columns: heads('Document', 'Field', 'What it says'), rows, from }], from };
    },
  },
  vendors: {
    label: 'Vendors',
    need: REGISTER,
    isSilent: true,
    answer({ vendors }: SystemRecords) {
      if (vendors.length === 0) return null;
      const rows = vendors.map(({ value: { name, supplies, answered, open, contractEnds } }) => [
        ...[name, supplies, `${answered} of ${answered + open.length}`, open.join(', ') || 'none'],
        contractEnds ?? 'not told',
      ]);
      const columns = heads('Vendor', 'Supplies', 'Questions answered', 'Open', 'Contract until');
      const from = refsOf(vendors);
      return {
        tables: [{ caption: 'Vendors of parts of the system, and what they answered', columns, rows, from }],
        from,
      };
    },
  },
  'foundation-models': {
    label: 'Foundation models',
    need: REGISTER,
    isSilent: true,
    answer({ foundationModels }: SystemRecords) {
      if (foundationModels.length === 0) return null;
      const rows = foundationModels.map(({ value: { name, version, provider, licence, limits } }) => [
        ...[`${name} ${version}`, provider, licence, limits.join(' ')],
      ]);
      const columns = heads('Model', 'Provider', 'Licence', 'Known limits');
      const from = refsOf(foundationModels);
      return { tables: [{ caption: 'Models of others that the system stands on', columns, rows, from }], from };
    },
  },
} as const satisfies Readonly<Record<string, RecordField>>;

/** What a card says, a line for each field that it says something of. */
function linesOf(said: ForeignCard): [string, string][] {
  const metrics = said.metrics.map(
    ({ metric, value, slice }) => `${metric}${slice === null ? '' : ` of ${slice}`} ${value}`,
  );
  const more = metrics.length > MOST_METRICS ? ` and ${metrics.length - MOST_METRICS} more` : '';
  const lines: [string, string | null][] = [
    ['Model', [said.name, said.version].filter((one) => one !== null).join(' ')],
    ['Authors', said.authors.join(', ')],
    ['Description', said.description],
    ['Licences', said.licences.join(', ')],
    ['Made of', said.madeOf.join(', ')],
    ['Intended use', said.intendedUse.join(' ')],
    ['Limitations', said.limitations.join(' ')],
    [
      'Data sets',
      said.datasets.map(({ name, version }) => (version === null ? name : `${name} ${version}`)).join(', '),
    ],
    ['Parameters', said.parameters.map(({ name, value }) => `${name}: ${value}`).join(', ')],
    ['Metrics', `${metrics.slice(0, MOST_METRICS).join(', ')}${more}`],
  ];
  return lines.flatMap(([what, value]): [string, string][] => (value === null || value === '' ? [] : [[what, value]]));
}
