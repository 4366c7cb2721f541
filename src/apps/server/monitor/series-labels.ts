import type { StateChange } from '../../../domain/monitor/index.js';

export type SeriesLabels = 'deployment' | 'requirement' | 'attribute' | 'group' | 'reference';

export const SERIES_LABELS: readonly SeriesLabels[] = ['deployment', 'requirement', 'attribute', 'group', 'reference'];

/**
 * The labels of a series for Prometheus, which refuses a whole answer in which two samples have the same. Names and values of several attributes are
 * joined by ` + `, and a missing value is `(unknown)`; where a name or value could be taken for one of these, a backslash stands before it.
 *
 * @example labelsOf(line) // { deployment: 'loans', requirement: 'gap', attribute: 'sex + race', group: 'f + (unknown)', reference: 'm + a' }
 */
export function labelsOf({
  deployment,
  requirement,
  component,
  series: { group, reference },
}: Pick<StateChange, 'deployment' | 'requirement' | 'component' | 'series'>): Record<SeriesLabels, string> {
  return {
    deployment,
    requirement: component === null ? requirement : `${requirement}:${component}`,
    attribute: joined(Object.keys(group)),
    group: joined(Object.values(group)),
    reference: reference === null ? '' : joined(Object.values(reference)),
  };
}

const joined = (values: readonly (string | null)[]): string => values.map(labelText).join(' + ');

function labelText(value: string | null): string {
  if (value === null) return '(unknown)';
  if (value === '') return '""';
  return value.replaceAll(/[\\+]|^[("]/g, '\\$&');
}
