import { TribuneError } from '../../core/base/errors.js';
import type { Policy } from '../../core/policy/index.js';
import { dataAudit } from '../../core/policy/open-sections/index.js';
import {
  type AggregateRow,
  type ColumnFacts,
  type DataGroup,
  type DataSource,
  groupsOf,
  namedColumns,
  type OpenData,
  type PopulationFiles,
  peopleOf,
  roleColumns,
} from './data/index.js';
import type { DataAuditResult, TestResult } from './result/index.js';
import { type DataAuditSection, linearInputs, SOURCE_TESTS, type SourceTest, type TestContext } from './tests/index.js';

export interface DataAuditOptions {
  readonly policy: Policy;
  readonly policyDigest: string;
  readonly policyPath: string | null;
  /** The present day as `YYYY-MM-DD`, UTC. */
  readonly today: string;
  readonly toolVersion: string;
  readonly replay: string;
  /** One-based line of a test in the policy file. */
  readonly lineOf?: (test: string) => number;
  readonly progress?: (message: string) => void;
  /** The files that populations of the policy stand in; without its file a population cannot be compared with. */
  readonly populations?: PopulationFiles;
}

/**
 * Tests data for where bias enters them: every test of `SOURCE_TESTS`, each with its verdict, interval and basis.
 *
 * @throws TribuneError for data or a policy that cannot be tested; what can be measured and not decided makes a verdict, not an error
 * @example
 * const result = await runDataAudit(openDataFiles(['people.csv']), { policy, policyDigest, policyPath: null, today: '2026-11-28', toolVersion, replay: '' });
 * result.tests[0].verdict; // 'fail'
 */
export async function runDataAudit(source: DataSource, options: DataAuditOptions): Promise<DataAuditResult> {
  const { policy } = options;
  refuseSampling(policy);
  const section = dataAudit.of(policy) ?? {};
  const smallGroups = section.smallGroups ?? 'inconclusive';
  const { made, sources } = await source.open(
    { policy, choose: (columns) => chosenColumns(columns, section, policy), progress: options.progress },
    async (data) => {
      const { features, leftOut } = featuresOf(data, section, policy);
      const populations = options.populations ?? new Map();
      const asked = { data, policy, section, features, smallGroups, populations };
      const context: TestContext = { ...asked, inputs: linearInputs(asked) };
      const facts = await factsOf(data, policy);
      const inForce = SOURCE_TESTS.filter(({ name }) => section[name]?.severity !== 'off');
      if (inForce.some(({ comparesWithReference }) => comparesWithReference))
        refuseAbsentReferences(facts.groups, policy);
      const tests: TestResult[] = [];
      for (const test of inForce) {
        options.progress?.(`testing ${test.title.toLowerCase()}`);
        tests.push(await resultOf(test, context, options.lineOf?.(test.name) ?? null));
      }
      return { tests, data: { ...facts.data, features, leftOut } };
    },
  );
  const { name, version, statistics } = policy;
  return {
    schemaVersion: '1',
    kind: 'data-audit',
    tool: { name: 'tribune', version: options.toolVersion },
    evaluatedOn: options.today,
    ...overall(made.tests),
    policy: {
      name,
      version,
      digest: options.policyDigest,
      path: options.policyPath,
      level: statistics.level,
      minGroupSize: policy.data.minGroupSize,
      smallGroups,
    },
    data: { sources, ...made.data },
    tests: made.tests,
    replay: options.replay,
  };
}

/** Sampling weights would need other intervals than those of counts. */
function refuseSampling({ data }: Policy): void {
  if (data.weight === null || data.weightKind !== 'sampling') return;
  throw new TribuneError('USAGE', 'tribune audit data counts people, and data.weight holds sampling weights', {
    remedy: 'Audit the sample itself, without data.weight, or use weights that are counts (weightKind: count).',
    place: { name: data.weight },
  });
}

/** The columns to keep: features, the label, and what the tests name. */
function chosenColumns(columns: readonly string[], section: DataAuditSection, policy: Policy): readonly string[] {
  const roles = roleColumns(policy);
  const features =
    section.features === undefined
      ? columns.filter((column) => !roles.has(column))
      : namedColumns(section.features, columns, 'dataAudit.features');
  const label = policy.data.label?.column;
  const named = SOURCE_TESTS.flatMap((test) =>
    namedColumns(test.columns?.(section, policy) ?? [], columns, `dataAudit.${test.name}`),
  );
  const wanted = [...features, ...(label !== undefined && columns.includes(label) ? [label] : []), ...named];
  return [...new Set(wanted)];
}

/** A column of texts, most of which occur once, is a name or free text: no model learns from it as it stands. */
const IDENTIFIER_SHARE = 0.5;

function featuresOf(
  { columns, repeatedNames }: OpenData,
  section: DataAuditSection,
  policy: Policy,
): Pick<DataAuditResult['data'], 'features' | 'leftOut'> {
  if (section.features !== undefined) return { features: section.features, leftOut: [] };
  const roles = roleColumns(policy);
  // What only a test names (another outcome, an origin, a split, free text) is nothing to learn from.
  const named = new Set(
    SOURCE_TESTS.flatMap((test) => (test.name === 'missingness' ? [] : (test.columns?.(section, policy) ?? []))),
  );
  const candidates = columns.filter(({ name }) => !roles.has(name) && !named.has(name));
  const leftOut = candidates.flatMap((column) => {
    const why = whyNoFeature(column);
    return why === null ? [] : [{ column: column.name, why }];
  });
  const out = new Set(leftOut.map(({ column }) => column));
  const repeated = repeatedNames.map((column) => ({ column, why: 'several columns have this name' }));
  return {
    features: candidates.map(({ name }) => name).filter((name) => !out.has(name)),
    leftOut: [...leftOut, ...repeated],
  };
}

function whyNoFeature({ numeric, running, present, distinct }: ColumnFacts): string | null {
  if (present === 0) return 'no value is present';
  if (running) return 'it numbers the rows';
  return !numeric && distinct > MOST_LEVELS && distinct > IDENTIFIER_SHARE * present
    ? 'nearly every value occurs once, as in a name or free text'
    : null;
}

const MOST_LEVELS = 100;

async function resultOf(test: SourceTest, context: TestContext, line: number | null): Promise<TestResult> {
  const settings = context.section[test.name];
  const { name, title, source, measure } = test;
  const severity = settings === undefined || settings.severity === 'warn' ? 'warn' : 'block';
  const basis = settings?.basis ?? test.basis;
  const frame = { test: name, title, source, severity, line, basis, measure } as const;
  const { level } = context.policy.statistics;
  const found = await test.run(context);
  if ('notApplicable' in found)
    return {
      ...frame,
      verdict: 'not_applicable',
      message: found.notApplicable,
      allowed: {},
      level,
      comparisons: 0,
      decisive: null,
      findings: [],
      notes: [],
    };
  const { verdict, allowed, comparisons, decisive, findings } = found.judged;
  return {
    ...frame,
    verdict,
    message: found.message,
    allowed,
    level,
    comparisons,
    decisive,
    findings,
    notes: found.notes ?? [],
    ...(found.populations === undefined ? {} : { populations: found.populations }),
  };
}

/** What the data hold before any test, and the values of each attribute. */
interface Facts {
  readonly data: Pick<DataAuditResult['data'], 'rows' | 'excluded' | 'people' | 'attributes'>;
  readonly groups: ReadonlyMap<string, readonly DataGroup[]>;
}

async function factsOf(data: OpenData, policy: Policy): Promise<Facts> {
  const rows: readonly AggregateRow[] = await data.aggregate({});
  const sets = policy.data.attributes.map(({ name }) => ({ name, ...groupsOf(rows, [name], policy) }));
  const attributes = sets.map(({ name, unknown, groups }) => ({ name, unknown, groups: groups.length }));
  return {
    data: { rows: data.rows, excluded: data.excluded, people: peopleOf(rows), attributes },
    groups: new Map(sets.map(({ name, groups }) => [name, groups])),
  };
}

/** Most groups that a refusal names. */
const NAMED_GROUPS = 10;

/**
 * Refuses a declared reference in which nobody is, as an audit of decisions does where a requirement compares with it: it is misspelt, or its people
 * are missing, and either would be hidden by comparing with another group.
 */
function refuseAbsentReferences(groups: Facts['groups'], { data }: Policy): void {
  for (const { name, reference } of data.attributes) {
    const values = groups.get(name)!.map(({ group }) => group[name]!);
    if (reference === null || values.length === 0 || values.includes(reference)) continue;
    const more = values.length > NAMED_GROUPS ? ` and ${values.length - NAMED_GROUPS} more` : '';
    throw new TribuneError(
      'DATA_GROUP_MISSING',
      `data.attributes.${name}: the reference ${reference} does not occur in the data`,
      { remedy: `Groups of ${name} in the data: ${values.slice(0, NAMED_GROUPS).join(', ')}${more}.` },
    );
  }
}

/** The gravest verdict over tests that block, and how many of the others failed. */
function overall(tests: readonly TestResult[]): Pick<DataAuditResult, 'verdict' | 'warnings'> {
  const verdicts = tests.filter(({ severity }) => severity === 'block').map(({ verdict }) => verdict);
  const gravest = (['fail', 'not_applicable', 'inconclusive'] as const).find((verdict) => verdicts.includes(verdict));
  return {
    verdict: gravest ?? 'pass',
    warnings: tests.filter((one) => one.severity === 'warn' && one.verdict === 'fail').length,
  };
}
