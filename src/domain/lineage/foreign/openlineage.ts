import { readTime } from '../../../core/base/time.js';
import { unreadable } from '../base/errors.js';
import type { DataUse } from '../ports/index.js';
import { boundedData, type Fields, listIn, objectsAmong, sha256In, textIn, within } from './fields.js';
import type { ForeignRun } from './foreign-run.js';

/**
 * Events of one run of OpenLineage (spec 2-0-2): one `RunEvent`, or a list of those of the same run, of which each adds to the others. Inputs are
 * the data sets that it read; what it wrote stays in the document, since a version is named by its digest.
 */
export function readOpenLineage(document: unknown): ForeignRun {
  const events = objectsAmong(Array.isArray(document) ? document : [document]);
  const ids = new Set(events.map((event) => textIn(within(event, 'run'), 'runId')));
  const [id] = ids;
  if (events.length === 0 || ids.size !== 1 || id === null || id === undefined)
    throw unreadable(
      ids.size > 1 ? 'the events are of several runs' : 'the document holds no run event of OpenLineage (`run.runId`)',
      { remedy: 'Give the events of one run, as a list or alone.' },
    );
  const jobs = events.map((event) => within(event, 'job'));
  const locations = objectsAmong(jobs.map((job) => within(job, 'facets', 'sourceCodeLocation')));
  const location = locations.at(-1) ?? null;
  const [namespace, name] = ['namespace', 'name'].map((field) =>
    jobs.map((job) => textIn(job, field)).find((each) => each !== null),
  );
  const code = {
    repository: textIn(location, 'repoUrl') ?? textIn(location, 'url'),
    commit: textIn(location, 'version'),
    path: textIn(location, 'path'),
    digest: null,
  };
  return {
    name: runName([namespace, name ?? id].filter((part) => typeof part === 'string').join('/')),
    startedAt: timeOf(events, 'START', 'nominalStartTime'),
    endedAt: timeOf(events, 'COMPLETE', 'nominalEndTime') ?? timeOf(events, 'FAIL', 'nominalEndTime'),
    code: location === null ? null : code,
    data: boundedData(events.flatMap((event) => listIn(event, 'inputs').flatMap(dataOf))),
    parameters: {},
    cut: { parameters: 0, values: 0 },
  };
}

/** The time of the event of a kind; else what the run's own facet says. */
function timeOf(events: readonly Fields[], kind: string, nominal: string): string | null {
  const event = events.find((each) => textIn(each, 'eventType') === kind);
  const facet = events
    .map((each) => textIn(within(each, 'run', 'facets', 'nominalTime'), nominal))
    .find((each) => each !== null);
  const text = textIn(event ?? null, 'eventTime') ?? facet ?? null;
  const ms = text === null ? null : readTime(text);
  return ms === null || ms === undefined ? null : new Date(ms).toISOString();
}

/** The name of a run is that of its job within its namespace, which together may be too long. */
const runName = (name: string): string => textIn({ name }, 'name')!;

function dataOf(input: Fields): DataUse[] {
  const name = textIn(input, 'name');
  if (name === null) return [];
  const version = textIn(within(input, 'facets', 'version'), 'datasetVersion');
  const digest = sha256In(version);
  const rows = within(input, 'inputFacets', 'dataQualityMetrics')?.rowCount;
  return [
    {
      namespace: textIn(input, 'namespace') ?? '',
      name,
      version: digest === null ? version : null,
      digest,
      role: 'input',
      rows: typeof rows === 'number' && Number.isSafeInteger(rows) && rows >= 0 ? rows : null,
    },
  ];
}
