import { columnsOfFiles } from '../../../../adapters/dataset/index.js';
import { TribuneError } from '../../../../core/base/errors.js';
import { UTILITY_KINDS, type UtilityValues, unreasonable } from '../../../../core/fairness/utility/index.js';
import { CUTOFF_METRICS } from '../../../../core/mitigation/index.js';
import { type Policy, utilityOf } from '../../../../core/policy/index.js';
import { readPeople } from '../../../../domain/group-rules/people/index.js';
import {
  CONSTRAINTS,
  type ConstraintName,
  type FoundRule,
  findInferredRule,
  findRule,
  OBJECTIVES,
  type ObjectiveName,
} from '../../../../domain/group-rules/rules/index.js';
import { loadPolicy } from '../../audit/policy-file.js';
import { engineOptions } from '../../audit/source-options.js';
import { nameList } from '../../explain/options.js';
import { keepInputs, writePieces } from '../../explain/write-pieces.js';
import { readYamlFile } from '../../explain/yaml-file.js';
import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments, text } from '../../frame/spec.js';
import { onOneLine } from '../../terminal/error.js';
import { progressTo } from '../../terminal/progress.js';
import { mixtureWords } from './cutoff-words.js';
import { demandedOf } from './demanded.js';
import { inferredCautions, inferredOf, toldInferred } from './inferred-rule.js';
import { METHOD_OPTIONS, methodOf } from './rule-method.js';
import { commitSeedFile, seedPathOf } from './seed-file.js';
import { groupWords, tableText } from './tables.js';

/** Names as people write them: with hyphens, and utility for profit. */
const spelt = (value: string): string => value.replaceAll('-', '_').replace(/^utility$/, 'profit');
const both = (names: readonly string[]): string[] => [
  ...new Set([...names, ...names.map((name) => name.replaceAll('_', '-'))]),
];

/** Metrics of decisions besides are known to one cutoff for each group. */
const constraintNames: readonly ConstraintName[] = [...CONSTRAINTS, ...CUTOFF_METRICS];
const objectiveNames: readonly ObjectiveName[] = [...new Set([...OBJECTIVES, ...CUTOFF_METRICS])];

export const thresholdsCommand: CommandSpec = {
  name: 'thresholds',
  summary: 'the rule of cutoffs by group that makes a rate equal, or nearly so, at the least loss',
  usage: [
    'tribune thresholds SCORED --policy FILE --constraint C [--objective O] [--costs FILE] [--tolerance T] [--least-opportunity R] --out rule.json',
    'tribune thresholds SCORED --policy FILE --constraint METRIC --objective METRIC --method one-cutoff --tolerance T [--least METRIC=R] --out rule.json',
    'tribune thresholds SCORED --policy FILE --constraint C --by NAMES --inferred NAME --tolerance T --out rule.json',
    'tribune thresholds SCORED --policy FILE --constraint C --method reject-option --tolerance T --advantaged NAME=VALUE --out rule.json',
    'tribune thresholds SCORED --policy FILE --constraint C --method calibrated-odds --out rule.json',
  ],
  positionals: { name: 'SCORED (a file or glob with scores and labels)', min: 1, max: 1 },
  options: {
    policy: {
      type: 'string',
      short: 'p',
      value: 'FILE',
      help: 'the policy: attributes, label, score, filter; required',
    },
    constraint: {
      type: 'string',
      short: 'c',
      value: 'NAME',
      choices: both(constraintNames),
      help: 'what is made equal in all groups, or brought near; any metric of decisions with one-cutoff; required',
    },
    objective: {
      type: 'string',
      value: 'NAME',
      choices: [...both(objectiveNames), 'utility'],
      help: 'what is kept as high as possible (default accuracy; profit and utility: by --costs or the policy; any metric of decisions with one-cutoff)',
    },
    costs: {
      type: 'string',
      value: 'FILE',
      help: `what decisions cost, as YAML: ${UTILITY_KINDS.join(', ')}; gains are negative`,
    },
    ...METHOD_OPTIONS,
    inferred: {
      type: 'string',
      value: 'NAME',
      help: 'the attribute that is known when deciding, such as a guess: the rule decides by it, and rates are those of --by; needs --tolerance',
    },
    by: {
      type: 'string',
      value: 'NAMES',
      help: 'attributes of the policy that make the groups (default all, crossed)',
    },
    deployment: { type: 'string', value: 'NAME', help: 'what draws are made for (default the name of the policy)' },
    'seed-file': {
      type: 'string',
      value: 'FILE',
      help: 'the secret seed of draws, made where there is none (default rule.seed beside rule.json)',
    },
    out: { type: 'string', short: 'o', value: 'FILE', help: 'write the rule there (JSON); required' },
    json: { type: 'boolean', help: 'the result as JSON on standard output and nothing else there' },
    quiet: { type: 'boolean', short: 'q', help: 'no progress' },
    'memory-limit': { type: 'string', value: 'SIZE', help: 'most memory of the engine that reads the data' },
    threads: { type: 'string', value: 'N', help: 'threads of the engine that reads the data' },
  },
  examples: [
    'tribune thresholds scored.csv --policy policy.yaml --constraint equal-opportunity --objective utility --costs costs.yaml --out rule.json',
    'tribune apply rule.json scored.csv --out decisions.csv',
  ],
  notes: [
    'The optimum is exact on the people given, and flatters: judge the rule by an audit of others.',
    'Where a group needs a mixture of two cutoffs, the decision between them is drawn from a committed seed, the same for a person whenever it is asked.',
  ],
  run: thresholds,
};

async function thresholds(args: ParsedArguments, context: CliContext): Promise<number> {
  const [data] = args.positionals as [string];
  const demanded = demandedOf(args, 'thresholds');
  const constraint = constraintNames.find((name) => name === spelt(demanded('constraint', 'equal_opportunity')))!;
  const objective = objectiveNames.find((name) => name === spelt(text(args, 'objective') ?? 'accuracy'))!;
  const method = methodOf(args);
  const out = demanded('out', 'rule.json');
  const policyPath = demanded('policy', 'policy.yaml');
  const seed = text(args, 'seed-file') ?? seedPathOf(out);
  await keepInputs(
    out,
    [data, policyPath, seed, text(args, 'costs')].filter((path) => path !== undefined),
  );
  const { policy } = await loadPolicy(policyPath, context);
  if (policy.data.label === null)
    throw new TribuneError('POLICY_INVALID', 'the policy names no label', {
      remedy: 'Name the column of what became true as data.label: without it nobody knows which decisions were right.',
    });
  const utility = await utilityFor(args, policy);
  if (objective === 'profit' && utility === undefined) throw withoutCosts(utilityOf(policy)?.amount ?? null);
  const progress = progressTo(context, flag(args, 'quiet'));
  const inferred = inferredOf(args);
  const people = await readPeople({
    table: columnsOfFiles(data, engineOptions(args)),
    policy,
    by: inferred === undefined ? nameList(args, 'by') : [...(nameList(args, 'by') ?? []), inferred.name],
    need: 'score',
    progress: progress.report,
  }).finally(progress.done);
  const deployment = text(args, 'deployment') ?? policy.name;
  const commit = (): Promise<string> => commitSeedFile(seed, deployment);
  if (inferred !== undefined) {
    const { tolerance } = inferred;
    const own = await findInferredRule({
      people,
      policy,
      inferred: inferred.name,
      constraint,
      tolerance,
      deployment,
      commit,
    });
    await writePieces(out, [`${JSON.stringify(own.rule, null, 2)}\n`]);
    for (const line of inferredCautions(own, people.excluded, seed)) context.err(`${onOneLine(line)}\n`);
    context.out(
      flag(args, 'json') ? `${JSON.stringify({ schemaVersion: '1', ...own }, null, 2)}\n` : toldInferred(own, out),
    );
    return EXIT.pass;
  }
  const found = await findRule({ people, policy, constraint, objective, utility, method, deployment, commit });
  await writePieces(out, [`${JSON.stringify(found.rule, null, 2)}\n`]);
  for (const line of cautionsOf(found, { excluded: people.excluded, seed, least: policy.data.minGroupSize }))
    context.err(`${onOneLine(line)}\n`);
  context.out(flag(args, 'json') ? `${JSON.stringify({ schemaVersion: '1', ...found }, null, 2)}\n` : told(found, out));
  return EXIT.pass;
}

const withoutCosts = (amount: string | null): TribuneError =>
  new TribuneError(
    'USAGE',
    `--objective profit without costs${amount === null ? '' : `: the utility of the policy weighs decisions by "${amount}", which cutoffs do not`}`,
    {
      remedy: `Give --costs FILE, ${amount === null ? 'or declare utility in the policy' : 'with what a decision costs whatever its amount'}.`,
    },
  );

async function utilityFor(args: ParsedArguments, policy: Policy): Promise<UtilityValues | undefined> {
  const path = text(args, 'costs');
  if (path === undefined) {
    const declared = utilityOf(policy);
    return declared === null || declared.amount !== null ? undefined : declared.gains;
  }
  return (await readYamlFile(path, 'file of costs', 'CONSTRAINTS_INVALID', gainsOf)).value;
}

function gainsOf(value: unknown): UtilityValues {
  const wrong = (message: string, name: string): TribuneError =>
    new TribuneError('CONSTRAINTS_INVALID', message, {
      remedy: `Give a number for each of ${UTILITY_KINDS.join(', ')}: what the decision costs, gains negative.`,
      place: { name },
    });
  if (typeof value !== 'object' || value === null) throw wrong('the file of costs names none', '');
  const given = value as Record<string, unknown>;
  const stray = Object.keys(given).find((name) => !(UTILITY_KINDS as readonly string[]).includes(name));
  if (stray !== undefined) throw wrong(`"${stray}" is no kind of decision`, stray);
  const gain = (name: (typeof UTILITY_KINDS)[number]): number => {
    const cost = given[name];
    if (typeof cost === 'number' && Number.isFinite(cost)) return cost === 0 ? 0 : -cost;
    throw wrong(`${name} is ${cost === undefined ? 'missing' : 'no number'}`, name);
  };
  const gains = {
    truePositive: gain('truePositive'),
    falsePositive: gain('falsePositive'),
    trueNegative: gain('trueNegative'),
    falseNegative: gain('falseNegative'),
  };
  const reason = unreasonable(gains);
  if (reason !== null) throw wrong(`the costs, as gains: ${reason}`, 'truePositive');
  return gains;
}

function cautionsOf(
  { rule, optimum }: FoundRule,
  {
    excluded,
    seed,
    least,
  }: { readonly excluded: readonly { reason: string; rows: number }[]; readonly seed: string; readonly least: number },
): string[] {
  // What a cutoff does to the few people that it was found on tells little of what it does to others.
  const few = rule.people.filter(({ n }) => n < least);
  const levelled = Object.entries(optimum.levellingDown ?? {}).flatMap(([rate, found]) =>
    found.levelledDown
      ? [
          `warning: levelling down: ${rate.replaceAll('_', ' ')} falls for ${found.losers.map(groupWords).join(', ')} and rises for nobody`,
        ]
      : [],
  );
  return [
    ...excluded.map(({ reason, rows }) => `note: ${rows} rows left out: ${reason}`),
    ...optimum.excluded.map(
      ({ key, n, reason }) => `warning: no rule for ${groupWords(key)} (${n} labelled people): ${reason}`,
    ),
    ...few.map(
      ({ key, n }) =>
        `warning: the cutoffs of ${groupWords(key)} rest on ${n} labelled people (data.minGroupSize is ${least}): what they come to for others is not known`,
    ),
    ...(optimum.missed === undefined ? [] : [`warning: ${optimum.missed}; the rule is the nearest`]),
    ...levelled,
    ...(optimum.affected === null
      ? ['note: the policy names no data.cutoff, so how many decisions change is not known']
      : []),
    ...(rule.seedCommitment === null ? [] : [`note: the rule draws; its seed is ${seed}: keep it secret, and keep it`]),
    `note: ${optimum.notes[0]}`,
  ];
}

const DIGITS = 4;
function told({ rule, optimum }: FoundRule, out: string): string {
  const rows = rule.groups.map(({ key, mixture }, g) => {
    const people = rule.people[g]!;
    const moved = (count: number | null): string => (count === null ? 'unknown' : count.toFixed(1));
    return [
      groupWords(key),
      mixtureWords(mixture),
      people.selectionRate.toFixed(DIGITS),
      people.truePositiveRate.toFixed(DIGITS),
      people.falsePositiveRate.toFixed(DIGITS),
      moved(people.toFavourable),
      moved(people.toUnfavourable),
    ];
  });
  const header = ['group', 'cutoff', 'selected', 'TPR', 'FPR', 'to favourable', 'to unfavourable'];
  const { current, constrained } = optimum.cost;
  const objective =
    rule.objective === 'accuracy'
      ? ''
      : `${rule.objective.replaceAll('_', ' ')} ${rule.expected.objective.toFixed(DIGITS)}; `;
  const near = rule.method === undefined ? '' : `largest difference ${rule.expected.constraint.toFixed(DIGITS)}; `;
  return `${tableText(header, rows)}
${near}${objective}accuracy ${constrained.toFixed(DIGITS)}${current === null ? '' : `, ${current.toFixed(DIGITS)} with the cutoff in use`}
rule: ${out} ${rule.digest}
`;
}
