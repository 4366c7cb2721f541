import { encodeHex, utf8 } from '../../../../core/base/bytes.js';
import { sha256 } from '../../../../core/base/sha256.js';
import { findingText } from '../../../wording/index.js';
import type { RecordDocument } from '../../frame/index.js';
import type { SystemRecords } from '../../records/index.js';
import { type Figure, figuresOf } from './figures.js';
import { allSaid, DESCRIPTION, datasetName, ETHICAL, LIMITS, said, USES } from './said.js';

/** Versions of CycloneDX whose model cards are the same. */
export type CycloneVersion = '1.6' | '1.7';

/**
 * Prints a model card as a CycloneDX bill of materials with one machine-learning model. Numbers are strings there, and a group is a slice;
 * what is undefined is left out. The serial number follows from the content, so that the same card has the same.
 */
export function printCycloneDx(document: RecordDocument, records: SystemRecords, specVersion: CycloneVersion): string {
  const content = {
    bomFormat: 'CycloneDX',
    specVersion,
    version: 1,
    metadata: {
      tools: { components: [{ type: 'application', name: document.tool.name, version: document.tool.version }] },
      properties: propertiesOf(document),
    },
    components: [modelOf(document, records)],
  };
  const serialNumber = `urn:uuid:${uuidOf(JSON.stringify(content))}`;
  const { bomFormat, ...rest } = content;
  return `${JSON.stringify({ bomFormat, serialNumber, ...rest }, null, 2)}\n`;
}

/** A UUID of version 8 (RFC 9562) from the digest of a text. */
export function uuidOf(text: string): string {
  const bytes = sha256(utf8(text)).slice(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const digits = encodeHex(bytes);
  return [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)].join(
    '-',
  );
}

const property = (name: string, value: string) => ({ name: `tribune:${name}`, value });

const propertiesOf = ({ asOf, isComplete, missing, stale, view }: RecordDocument) => [
  property('view', view),
  property('complete', String(isComplete)),
  property('out-of-date', String(stale.length > 0)),
  ...missing.map(({ field }) => property('missing', field)),
  ...(asOf === null
    ? []
    : [property('log', asOf.log), property('log.size', String(asOf.size)), property('log.root', asOf.root)]),
];

function modelOf(document: RecordDocument, records: SystemRecords) {
  const { model, version } = records;
  const licence = said(document, 'licence');
  const description = allSaid(document, DESCRIPTION);
  return {
    type: 'machine-learning-model',
    'bom-ref': version === null ? `model:${document.subject}` : version.value.digest,
    name: model?.value.id ?? document.subject,
    ...(version === null ? {} : { version: version.value.label }),
    ...(description.length === 0 ? {} : { description: description.join('\n') }),
    ...(version === null ? {} : { hashes: [{ alg: 'SHA-256', content: version.value.digest.replace('sha256:', '') }] }),
    ...(licence === null ? {} : { licenses: [{ license: { name: licence } }] }),
    modelCard: cardOf(document, records),
    properties: document.records.map(({ kind, id, digest }, at) =>
      property(`source.${at + 1}`, `${kind} ${id}${digest === null || digest === id ? '' : ` ${digest}`}`),
    ),
  };
}

function cardOf(document: RecordDocument, records: SystemRecords) {
  const type = said(document, 'model-type');
  return {
    modelParameters: {
      ...(type === null ? {} : { modelArchitecture: type }),
      datasets: records.runs.flatMap(({ value }) =>
        value.data.map((use) => ({
          type: 'dataset',
          name: datasetName(use),
          description: use.digest === null ? use.role : `${use.role}, ${use.digest}`,
        })),
      ),
    },
    quantitativeAnalysis: { performanceMetrics: figuresOf(records).map(metricOf) },
    considerations: considerationsOf(document, records),
  };
}

const metricOf = ({ metric, value, lower, upper, slice }: Figure) => ({
  type: metric,
  value: String(value),
  ...(slice === null ? {} : { slice }),
  ...(lower === null && upper === null
    ? {}
    : {
        confidenceInterval: {
          ...(lower === null ? {} : { lowerBound: String(lower) }),
          ...(upper === null ? {} : { upperBound: String(upper) }),
        },
      }),
});

function considerationsOf(document: RecordDocument, { audits }: SystemRecords) {
  const mitigation = said(document, 'mitigations');
  const strategy = mitigation === null ? {} : { mitigationStrategy: mitigation };
  const ethical = allSaid(document, ETHICAL);
  return {
    users: allSaid(document, ['intended-users']),
    useCases: allSaid(document, USES),
    technicalLimitations: allSaid(document, LIMITS),
    ethicalConsiderations: ethical.map((name) => ({ name, ...strategy })),
    // The format has no place for numbers here, so that the finding says them; a requirement that passed names no group at risk.
    fairnessAssessments: audits.flatMap(({ value }) =>
      value.requirements.flatMap((one) =>
        one.group === null || one.verdict === 'pass'
          ? []
          : [{ groupAtRisk: groupOf(one.group), harms: findingText(one), ...strategy }],
      ),
    ),
  };
}

const groupOf = (group: Readonly<Record<string, string | null>>): string =>
  Object.entries(group)
    .map(([name, value]) => `${name}: ${value ?? 'unknown'}`)
    .join(', ') || 'everybody';
