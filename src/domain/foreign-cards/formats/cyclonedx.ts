import type { ForeignCard, ForeignDataset, ForeignMetric } from '../document/index.js';
import { type Path, type Understood, unreadableCard } from '../document/index.js';

/** Versions of the format that have model cards of this form. */
const VERSIONS: readonly unknown[] = ['1.5', '1.6', '1.7'];
const MODEL = 'machine-learning-model';

/** The one machine-learning model of a CycloneDX bill of materials. */
export function cycloneDxCard(read: Understood): ForeignCard {
  if (read.take(['bomFormat']) !== 'CycloneDX' || !VERSIONS.includes(read.take(['specVersion'])))
    throw unreadableCard('the document is no bill of materials of CycloneDX 1.5, 1.6 or 1.7', {
      remedy: 'Give the JSON form, whose `bomFormat` is CycloneDX.',
    });
  const at = modelOf(read);
  const card: Path = [...at, 'modelCard'];
  const parameters: Path = [...card, 'modelParameters'];
  const considerations: Path = [...card, 'considerations'];
  const listed = (name: string): string[] => read.texts([...considerations, name]);
  return {
    name: read.name([...at, 'name']),
    version: read.name([...at, 'version']),
    digest: hashOf(read, [...at, 'hashes']),
    authors: authorsOf(read, at),
    description: read.text([...at, 'description']),
    licences: read.list([...at, 'licenses']).flatMap((one) => licenceOf(read, one)),
    intendedUse: listed('useCases'),
    limitations: [
      ...listed('technicalLimitations'),
      ...read.list([...considerations, 'ethicalConsiderations']).flatMap((one) => read.text([...one, 'name']) ?? []),
    ],
    madeOf: read
      .list([...at, 'pedigree', 'ancestors'])
      .flatMap((one) => joined([read.name([...one, 'name']), read.name([...one, 'version'])]) ?? []),
    parameters: architectureOf(read, parameters),
    datasets: read.list([...parameters, 'datasets']).flatMap((one) => datasetOf(read, one)),
    metrics: read.list([...card, 'quantitativeAnalysis', 'performanceMetrics']).flatMap((one) => metricOf(read, one)),
  };
}

function modelOf(read: Understood): Path {
  const all = [['metadata', 'component'], ...read.list(['components'])].filter(
    (at) => read.at([...at, 'type']) === MODEL,
  );
  const [one] = all;
  if (one === undefined || all.length > 1)
    throw unreadableCard(
      one === undefined
        ? `the bill of materials names no component of the type ${MODEL}`
        : `the bill of materials names ${all.length} models, and an import is about one`,
      { remedy: 'Give a bill of materials of one model; other components may stand beside it.' },
    );
  read.take([...one, 'type']);
  return one;
}

const hashOf = (read: Understood, path: Path): string | null =>
  read
    .list(path)
    .flatMap((one) => (read.take([...one, 'alg']) === 'SHA-256' ? (read.digest([...one, 'content']) ?? []) : []))
    .at(0) ?? null;

/** Who made the model or the document, in any of the places of the format. */
function authorsOf(read: Understood, at: Path): string[] {
  const names = [
    ...[...read.list([...at, 'authors']), ...read.list(['metadata', 'authors'])].map((one) =>
      read.name([...one, 'name']),
    ),
    ...['supplier', 'manufacturer'].flatMap((who) => [
      read.name([...at, who, 'name']),
      read.name(['metadata', who, 'name']),
    ]),
    ...['author', 'publisher'].map((who) => read.name([...at, who])),
  ];
  return [...new Set(names.filter((one) => one !== null))];
}

function licenceOf(read: Understood, at: Path): string[] {
  const found =
    read.name([...at, 'license', 'id']) ?? read.name([...at, 'license', 'name']) ?? read.name([...at, 'expression']);
  return found === null ? [] : [found];
}

const joined = (parts: readonly (string | null)[]): string | null =>
  parts.filter((part) => part !== null).join(' ') || null;

const architectureOf = (read: Understood, path: Path): { name: string; value: string }[] =>
  ['task', 'architectureFamily', 'modelArchitecture'].flatMap((name) => {
    const value = read.text([...path, name]);
    return value === null ? [] : [{ name, value }];
  });

/** Our own bills of materials say the digest of a data set behind its role. */
function datasetOf(read: Understood, at: Path): ForeignDataset[] {
  const name = read.name([...at, 'name']) ?? read.name([...at, 'ref']);
  if (name === null) return [];
  read.take([...at, 'type']);
  const told = read.text([...at, 'description']);
  const [, role = told, digest = null] = /^(.*), (sha256:[0-9a-f]{64})$/s.exec(told ?? '') ?? [];
  return [{ name, version: null, digest, role: role === '' ? null : role }];
}

function metricOf(read: Understood, at: Path): ForeignMetric[] {
  // Only what stands as a pair is understood: a value of which nobody says what it measures is told as it is.
  const metric = read.has([...at, 'value']) ? read.name([...at, 'type']) : null;
  const value = metric === null ? null : read.measured([...at, 'value']);
  if (value === null || metric === null) return [];
  return [
    {
      ...{ metric, value, slice: read.name([...at, 'slice']) },
      lower: read.number([...at, 'confidenceInterval', 'lowerBound']),
      upper: read.number([...at, 'confidenceInterval', 'upperBound']),
    },
  ];
}
