import { TribuneError } from '../../../../core/base/errors.js';
import { timeText } from '../../answers/index.js';
import type { RecordDocument } from '../../frame/index.js';
import type { SystemRecords } from '../../records/index.js';
import { uuidOf } from './cyclonedx.js';
import { figuresOf } from './figures.js';
import { allSaid, said } from './said.js';

const NAMES = 'https://spdx.org/spdxdocs';

/**
 * Prints a model card as an SPDX 3.0.1 document with an AI package. The format wants a time of making: it is that of the newest record with
 * a date, so that the same records give the same bytes.
 *
 * @throws TribuneError INVALID where no record has a date
 */
export function printSpdx(document: RecordDocument, records: SystemRecords): string {
  const created = dateOf(records);
  const id = uuidOf(JSON.stringify([document, created]));
  const name = (kind: string): string => `${NAMES}/${kind}-${id}`;
  const common = { creationInfo: '_:creationinfo' };
  const supplier = said(document, 'provider-identity') ?? records.system?.value.id ?? document.subject;
  const graph = [
    {
      '@id': '_:creationinfo',
      type: 'CreationInfo',
      created,
      createdBy: [name('SoftwareAgent')],
      specVersion: '3.0.1',
    },
    {
      ...common,
      type: 'SoftwareAgent',
      spdxId: name('SoftwareAgent'),
      name: `${document.tool.name} ${document.tool.version}`,
    },
    { ...common, type: 'Organization', spdxId: name('Organization'), name: supplier },
    {
      ...{ ...common, type: 'SpdxDocument', spdxId: name('SpdxDocument') },
      profileConformance: ['core', 'software', 'ai', 'dataset'],
      rootElement: [name('AIPackage')],
    },
    packageOf(document, records, {
      ...common,
      spdxId: name('AIPackage'),
      releaseTime: created,
      supplier: name('Organization'),
    }),
  ];
  return `${JSON.stringify({ '@context': 'https://spdx.org/rdf/3.0.1/spdx-context.jsonld', '@graph': graph }, null, 2)}\n`;
}

interface PackageHead {
  readonly creationInfo: string;
  readonly spdxId: string;
  readonly releaseTime: string;
  readonly supplier: string;
}

function packageOf(document: RecordDocument, records: SystemRecords, head: PackageHead): object {
  const { version, model, system, audits } = records;
  const limits = allSaid(document, ['out-of-scope-use', 'operating-envelope', 'failure-modes', 'caveats']);
  const use = allSaid(document, ['intended-use', 'system-purpose']);
  const trained = allSaid(document, ['training-runs', 'training-data-summary']);
  const type = said(document, 'model-type');
  const digest = version?.value.digest.replace('sha256:', '');
  const cutoffs = records.deployments.flatMap(({ value: { id, activations } }) =>
    activations.flatMap((one) =>
      one.version === version?.value.digest && one.cutoff !== null ? [entry(id, String(one.cutoff))] : [],
    ),
  );
  return {
    ...{ type: 'ai_AIPackage', creationInfo: head.creationInfo, spdxId: head.spdxId },
    name: model?.value.id ?? document.subject,
    software_packageVersion: version?.value.label ?? 'unknown',
    software_primaryPurpose: 'model',
    software_downloadLocation: digest === undefined ? 'urn:tribune:unknown' : `urn:sha256:${digest}`,
    ...{ releaseTime: head.releaseTime, suppliedBy: head.supplier },
    ...(digest === undefined ? {} : { verifiedUsing: [{ type: 'Hash', algorithm: 'sha256', hashValue: digest }] }),
    ...(system === null ? {} : { ai_domain: [system.value.domain] }),
    ...(limits.length === 0 ? {} : { ai_limitation: limits.join('\n') }),
    ...(use.length === 0 ? {} : { ai_informationAboutApplication: use.join('\n') }),
    ...(trained.length === 0 ? {} : { ai_informationAboutTraining: trained.join('\n') }),
    ...(type === null ? {} : { ai_typeOfModel: [type] }),
    ...(audits.length === 0
      ? {}
      : {
          ai_metric: figuresOf(records).map(({ metric, slice, value }) =>
            entry(slice === null ? metric : `${metric} of ${slice}`, String(value)),
          ),
        }),
    ...(cutoffs.length === 0 ? {} : { ai_metricDecisionThreshold: cutoffs }),
  };
}

const entry = (key: string, value: string) => ({ type: 'DictionaryEntry', key, value });

function dateOf({ audits, deployments, version }: SystemRecords): string {
  const audited = audits.flatMap(({ value: { evaluatedOn } }) =>
    evaluatedOn === undefined ? [] : [`${evaluatedOn}T00:00:00Z`],
  );
  const served = deployments.flatMap(({ value: { activations } }) =>
    activations.flatMap((one) => (one.version === version?.value.digest ? (timeText(one.fromMs) ?? []) : [])),
  );
  const newest = [...audited, ...served.map((time) => time.replace(/\.\d+Z$/, 'Z'))].toSorted().at(-1);
  if (newest !== undefined) return newest;
  throw new TribuneError('INVALID', 'SPDX wants a time, and no record of this card has one', {
    remedy: 'Make an audit of it, or register from when it decides; or take another format.',
  });
}
