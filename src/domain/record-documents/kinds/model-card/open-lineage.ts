import { TribuneError } from '../../../../core/base/errors.js';
import type { ListedRun } from '../../../lineage/ports/index.js';
import type { RecordDocument } from '../../frame/index.js';
import type { SystemRecords } from '../../records/index.js';

const SPEC = 'https://openlineage.io/spec';
/** The versions of the schemas that these events are of. */
const RUN_EVENT = `${SPEC}/2-0-2/OpenLineage.json#/$defs/RunEvent`;
const DATA_VERSION = `${SPEC}/facets/1-0-1/DatasetVersionDatasetFacet.json#/$defs/DatasetVersionDatasetFacet`;

/**
 * Prints the training runs of a version as events of OpenLineage, one a line. There is no model in OpenLineage: a version is a data set that
 * comes of the run, named by its digest, with a facet of our own.
 *
 * @throws TribuneError INVALID where no training run was told
 */
export function printOpenLineage({ tool }: RecordDocument, { runs }: SystemRecords): string {
  if (runs.length === 0)
    throw new TribuneError('INVALID', 'no training run of this version was told, so that there is no event', {
      remedy: 'Tell one: POST /v1/lineage/runs, or tribune lineage import.',
    });
  const producer = `urn:tribune:${encodeURIComponent(tool.version)}`;
  return runs.map(({ value }) => `${JSON.stringify(eventOf(value, producer))}\n`).join('');
}

const eventOf = ({ id, name, data, versions, endedAt, recordedAtMs }: ListedRun, producer: string) => ({
  eventType: 'COMPLETE',
  eventTime: endedAt ?? new Date(recordedAtMs).toISOString(),
  producer,
  schemaURL: RUN_EVENT,
  run: { runId: id },
  job: { namespace: 'tribune', name },
  inputs: data.map((one) => {
    const version = one.digest ?? one.version;
    return {
      ...{ namespace: one.namespace === '' ? 'tribune' : one.namespace, name: one.name },
      facets:
        version === null ? {} : { version: { _producer: producer, _schemaURL: DATA_VERSION, datasetVersion: version } },
    };
  }),
  outputs: versions.map((digest) => ({
    ...{ namespace: 'tribune', name: digest },
    facets: {
      tribune_modelVersion: { _producer: producer, _schemaURL: 'urn:tribune:facet:model-version:1', digest },
    },
  })),
});
