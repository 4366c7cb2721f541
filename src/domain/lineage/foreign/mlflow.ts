import { unreadable } from '../base/errors.js';
import type { DataUse } from '../ports/index.js';
import {
  boundedData,
  fieldsOf,
  listIn,
  longTextIn,
  pairsIn,
  parametersIn,
  sha256In,
  textIn,
  timeIn,
  within,
} from './fields.js';
import type { ForeignRun } from './foreign-run.js';

/** Tags in which MLflow writes what ran. */
const TAGS = {
  commit: 'mlflow.source.git.commit',
  repository: 'mlflow.source.git.repoURL',
  path: 'mlflow.source.name',
  name: 'mlflow.runName',
  context: 'mlflow.data.context',
} as const;

/**
 * A run of MLflow as its REST interface answers it (`runs/get`): `run.info`, `run.data` (parameters, tags) and `run.inputs.dataset_inputs`. A
 * digest of MLflow is no SHA-256 of the bytes, so it counts as the version of the data set.
 */
export function readMlflow(document: unknown): ForeignRun {
  const outer = fieldsOf(document);
  const run = within(outer, 'run') ?? outer;
  const info = within(run, 'info');
  if (textIn(info, 'run_id') === null && textIn(info, 'run_uuid') === null)
    throw unreadable('the document holds no run of MLflow (`run.info.run_id`)', {
      remedy:
        'Give what GET /api/2.0/mlflow/runs/get?run_id=... answers, or the folder of the run to tribune lineage import.',
    });
  const tags = pairsIn(within(run, 'data'), 'tags');
  const of = (tag: string): string | null => textIn(Object.fromEntries(tags), tag);
  const code = { repository: of(TAGS.repository), commit: of(TAGS.commit), path: of(TAGS.path), digest: null };
  return {
    name: textIn(info, 'run_name') ?? of(TAGS.name) ?? (textIn(info, 'run_id') ?? textIn(info, 'run_uuid'))!,
    startedAt: timeIn(info, 'start_time'),
    endedAt: timeIn(info, 'end_time'),
    code: Object.values(code).every((each) => each === null) ? null : code,
    data: boundedData(listIn(within(run, 'inputs'), 'dataset_inputs').flatMap(dataOf)),
    ...parametersIn(pairsIn(within(run, 'data'), 'params')),
  };
}

function dataOf(input: ReturnType<typeof fieldsOf>): DataUse[] {
  const set = within(input, 'dataset');
  const name = textIn(set, 'name');
  if (name === null) return [];
  const told = textIn(set, 'digest');
  const digest = sha256In(told);
  return [
    {
      namespace: textIn(set, 'source_type') ?? '',
      name,
      version: digest === null ? told : null,
      digest,
      role: textIn(Object.fromEntries(pairsIn(input, 'tags')), TAGS.context) ?? 'input',
      rows: rowsOf(longTextIn(set, 'profile')),
    },
  ];
}

/** MLflow writes a profile as JSON in a text, of which `num_rows` is the number of rows. */
function rowsOf(profile: string | null): number | null {
  const found = /"num_rows"\s*:\s*(\d{1,15})\b/.exec(profile ?? '')?.[1];
  return found === undefined ? null : Number(found);
}
