import {
  type AllowedWays,
  findRecourse,
  inLineWith,
  type ReasonConfig,
  type ReasonResult,
  type RecourseReport,
  readConstraints,
  waysOf,
} from '../../../core/explain/index.js';
import { type ParsedArguments, text } from '../frame/spec.js';
import { DEFAULT_SEED } from './options.js';
import { readRecourseRows } from './recourse-table.js';
import { type Setting, withModel } from './setting.js';
import { readYamlFile } from './yaml-file.js';

/** What would have led to a yes, and which ways the reasons beside it leave open. */
export interface ReasonsRecourse {
  readonly report: RecourseReport;
  readonly ways: AllowedWays;
}

/**
 * What `tribune reasons --constraints` adds: the changes that would have led to a yes, for a person whose reasons may go out. No change goes
 * against a reason that stands beside it; protected inputs and proxies may not be mutable. Null without the option, and where there is no adverse decision to explain.
 *
 * @throws TribuneError CONSTRAINTS_INVALID with line and column
 */
export async function recourseOf(
  setting: Setting,
  config: ReasonConfig,
  result: ReasonResult,
  args: ParsedArguments,
): Promise<ReasonsRecourse | null> {
  const path = text(args, 'constraints');
  if (path === undefined) return null;
  const constraints = await readYamlFile(path, 'constraints', 'CONSTRAINTS_INVALID', (value) => readConstraints(value));
  if (result.status !== 'ready' || result.ruleHits.length > 0) return null;
  const ways = waysOf(result.reasons);
  const { cutoff, scale, accept, output } = result.decision;
  const { table } = await readRecourseRows(setting.model, {
    path: setting.data.path,
    constraints: constraints.value,
    args,
    row: result.index,
    background: undefined,
  });
  const options = {
    cutoff,
    cutoffScale: scale,
    accept,
    output,
    rows: [0],
    firstRow: table.firstRow,
    reference: table.reference,
    seed: text(args, 'seed') ?? DEFAULT_SEED,
    protectedFeatures: [...config.protectedFeatures, ...config.proxyFeatures],
  };
  try {
    const report = await withModel(setting, (model) =>
      findRecourse(model, table, inLineWith(constraints.value, ways), options),
    );
    return { report, ways };
  } catch (cause) {
    throw constraints.place(cause);
  }
}
