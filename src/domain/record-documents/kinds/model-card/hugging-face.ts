import type { RecordDocument } from '../../frame/index.js';
import { documentMarkdown } from '../../frame/index.js';
import type { SystemRecords } from '../../records/index.js';
import { type Figure, figuresOf } from './figures.js';
import { allSaid, DESCRIPTION, datasetName, ETHICAL, LIMITS, said, USES } from './said.js';

/** Licence names of the Hub that are SPDX ids in small letters; any other licence is `other` with its name. */
const HUB_LICENCES: ReadonlySet<string> = new Set([
  ...['apache-2.0', 'mit', 'bsd-2-clause', 'bsd-3-clause', 'bsd-3-clause-clear', 'isc', 'mpl-2.0', 'epl-2.0', 'zlib'],
  ...['gpl-2.0', 'gpl-3.0', 'lgpl-2.1', 'lgpl-3.0', 'agpl-3.0', 'eupl-1.1', 'eupl-1.2', 'unlicense', 'wtfpl', 'ncsa'],
  ...['cc0-1.0', 'cc-by-2.0', 'cc-by-3.0', 'cc-by-4.0', 'cc-by-sa-3.0', 'cc-by-sa-4.0', 'cc-by-nc-4.0', 'cc-by-nd-4.0'],
  ...['cc-by-nc-sa-4.0', 'cc-by-nc-nd-4.0', 'odc-by', 'odbl', 'openrail', 'cdla-permissive-2.0', 'cdla-sharing-1.0'],
]);

/**
 * Prints a model card for the Hugging Face Hub: front matter with `model-index`, then the card as Markdown. The front matter is YAML written
 * as JSON, a part of YAML 1.2 in which no text of a person can end a value.
 */
export function printHuggingFace(document: RecordDocument, records: SystemRecords): string {
  const name =
    records.version === null ? document.subject : `${records.version.value.model} ${records.version.value.label}`;
  const matter: Record<string, unknown> = {
    ...licenceOf(said(document, 'licence')),
    tags: ['tribune', ...(records.system === null ? [] : [records.system.value.domain])],
    // The Hub refuses an entry without results.
    ...(records.audits.length === 0 ? {} : { 'model-index': [{ name, results: resultsOf(records) }] }),
    tribune: ownMatter(document, records),
  };
  const lines = Object.entries(matter).map(
    ([key, value]) => `${key}: ${JSON.stringify(value).replace(/[<>\u007f-\u009f\u2028\u2029\ufeff]/g, escaped)}`,
  );
  return `---\n${lines.join('\n')}\n---\n\n${documentMarkdown(document)}`;
}

/** What the Hub has no key for, so that whoever reads the card by program finds what the other machine formats say. The Hub passes over it. */
function ownMatter(document: RecordDocument, { model, version, runs }: SystemRecords): Record<string, unknown> {
  const type = said(document, 'model-type');
  const licence = said(document, 'licence');
  const description = allSaid(document, DESCRIPTION);
  return {
    model: model?.value.id ?? document.subject,
    ...(version === null ? {} : { version: version.value.label, digest: version.value.digest }),
    ...(licence === null ? {} : { licence }),
    ...(description.length === 0 ? {} : { description: description.join('\n') }),
    'intended-use': allSaid(document, USES),
    limitations: allSaid(document, [...LIMITS, ...ETHICAL]),
    parameters: type === null ? [] : [{ name: 'modelArchitecture', value: type }],
    datasets: runs.flatMap(({ value }) =>
      value.data.map((use) => ({
        name: datasetName(use),
        role: use.role,
        ...(use.digest === null ? {} : { digest: use.digest }),
      })),
    ),
  };
}

/** Characters that JSON may hold as they are and YAML may not, and those by which a page that shows the card unescaped would begin a tag. */
const escaped = (letter: string): string => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;

function licenceOf(licence: string | null): Record<string, string> {
  if (licence === null) return { license: 'unknown' };
  const id = licence.trim().toLowerCase();
  if (HUB_LICENCES.has(id)) return { license: id };
  return { license: 'other', license_name: slugOf(licence), license_link: 'LICENSE' };
}

/** The Hub wants a name of small letters, digits, dots and dashes. */
const LONGEST_SLUG = 96;
const slugOf = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, LONGEST_SLUG) || 'unnamed';

function resultsOf(records: SystemRecords): object[] {
  const figures = figuresOf(records);
  return records.audits.map(({ value, deployment }, at) => ({
    task: { type: 'tabular-classification', name: value.policy.purpose ?? value.policy.name },
    dataset: {
      type: deployment ?? value.policy.name,
      name: value.data.sources.map(({ path }) => path).join(', ') || value.policy.name,
      args: { policy: value.policy.digest },
    },
    metrics: figures.filter(({ audit }) => audit === at).map(metricOf),
  }));
}

const metricOf = ({ metric, value, lower, upper, n, slice, group }: Figure) => ({
  type: metric,
  value,
  name: slice === null ? metric : `${metric} of ${slice}`,
  args: { ...(group === null ? {} : { group }), lower, upper, n },
});
