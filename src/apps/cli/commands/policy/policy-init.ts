import { access } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { openFiles, profileColumns } from '../../../../adapters/dataset/index.js';
import { TribuneError } from '../../../../core/base/errors.js';
import { percentText } from '../../../../core/base/percent-text.js';
import { likelyProxy } from '../../../../core/fairness/sources/index.js';
import { parsePolicy } from '../../../../core/policy/index.js';
import { suspiciousValues } from '../../../../domain/audits/index.js';
import {
  type AttributeEvidence,
  type ColumnProfile,
  type ColumnRoles,
  guessRoles,
  guessSeenFor,
  type MembershipGuess,
  overlookedAttributes,
  type ProposalOptions,
  type SeenLabels,
  weighAttribute,
  writePolicy,
} from '../../../../domain/policy-proposals/index.js';
import type { CliContext } from '../../frame/context.js';
import { writeFiles } from '../../frame/io.js';
import { type CommandSpec, EXIT, flag, list, type ParsedArguments, text } from '../../frame/spec.js';
import { onOneLine } from '../../terminal/error.js';
import { progressTo } from '../../terminal/progress.js';
import { membershipOf } from './init-membership.js';
import { demandNoWords, OUTCOME_OPTIONS, outcomeOf, proposeOutcome } from './init-outcome.js';
import { rankingOf } from './init-rankings.js';
import { givenRoles } from './init-roles.js';
import { proposeStages, stagesFound } from './init-stages.js';

export const policyInitCommand: CommandSpec = {
  name: 'policy init',
  summary: 'propose a policy from data: attributes, references, bounds the data could decide',
  usage: ['tribune policy init DATA... [--label C] [--prediction C] [--score C --cutoff X] [--attribute C]...'],
  positionals: { name: 'DATA', min: 1, max: 10_000 },
  options: {
    label: { type: 'string', value: 'COLUMN', help: 'the truth that became known; of rankings the relevance' },
    'label-positive': { type: 'string', value: 'VALUE', help: 'the value of the label that is 1; every other is 0' },
    prediction: { type: 'string', value: 'COLUMN', help: 'what was decided' },
    'prediction-positive': {
      type: 'string',
      value: 'VALUE',
      help: 'the value of the prediction that is 1; every other is 0',
    },
    score: { type: 'string', value: 'COLUMN', help: 'the score of the model' },
    cutoff: { type: 'string', value: 'NUMBER', help: 'prediction = 1 if score >= cutoff; needed without a prediction' },
    weight: { type: 'string', value: 'COLUMN', help: 'how many people a line stands for (default: one)' },
    'weight-kind': {
      type: 'string',
      value: 'KIND',
      choices: ['count', 'sampling'],
      help: 'what the weight is: a count of people, or a survey weight',
    },
    attribute: { type: 'string', value: 'COLUMN', multiple: true, help: 'compare people by this column' },
    favourable: {
      type: 'string',
      value: 'WHICH',
      choices: ['0', '1', 'higher', 'lower'],
      help: 'the prediction that is good for the person: 0 or 1; of amounts and levels higher or lower',
    },
    amount: { type: 'string', value: 'COLUMN', help: 'the decided amount, where the decision is one' },
    unit: { type: 'string', value: 'NAME', help: 'what the amounts count, such as USD' },
    ordered: { type: 'string', value: 'COLUMN', help: 'the decided level, such as a grade, where the decision is one' },
    level: {
      type: 'string',
      value: 'VALUE',
      multiple: true,
      help: 'a level; name all, the lowest first, where their order is not known',
    },
    class: { type: 'string', value: 'COLUMN', help: 'the decided class, where the decision is one without an order' },
    'favourable-class': {
      type: 'string',
      value: 'VALUE',
      multiple: true,
      help: 'a class that is good for the person',
    },
    none: {
      type: 'string',
      value: 'VALUE',
      multiple: true,
      help: 'a value that says that no level or class was decided, such as withdrawn',
    },
    stage: {
      type: 'string',
      value: 'COLUMN',
      multiple: true,
      help: 'the outcome of a stage, where the decision is a chain of them; name all in their order',
    },
    list: { type: 'string', value: 'COLUMN', help: 'the list of a candidate, where the decision is a ranking' },
    position: {
      type: 'string',
      value: 'COLUMN',
      help: 'the position in the list, 1 first, where the decision is a ranking',
    },
    out: { type: 'string', value: 'FILE', short: 'o', help: 'write the policy there, where no file is yet' },
    quiet: { type: 'boolean', short: 'q', help: 'no progress' },
  },
  examples: [
    'tribune policy init decisions.csv --favourable 1 --out policy.yaml',
    'tribune policy init limits.csv --amount limit --unit USD --favourable higher',
    'tribune policy init triage.csv --ordered priority --favourable lower',
    'tribune policy init courses.csv --class course --favourable-class advanced --label fitting',
    'tribune policy init hiring.csv --stage screened --stage interviewed --stage hired',
    'tribune policy init search.csv --list query --position rank',
    'tribune policy init decisions.parquet --label repaid --prediction approved --attribute sex --attribute age_band --favourable 1',
  ],
  run: init,
};

async function init(args: ParsedArguments, context: CliContext): Promise<number> {
  const out = text(args, 'out');
  if (out !== undefined) await demandFree(out);
  const progress = progressTo(context, flag(args, 'quiet'));
  const columns = await profileColumns(args.positionals).finally(progress.done);
  const name = policyName(args.positionals[0]!);
  const ranking = await rankingOf(args, columns, name);
  if (ranking.proposal !== null) {
    const notes = [...ranking.notes, ...attributeNotes(columns, args)];
    return deliver(context, { proposal: ranking.proposal, out, notes });
  }
  for (const note of ranking.notes) context.err(`${onOneLine(note)}\n`);
  const stages = stagesFound(args, columns);
  if (stages !== null) {
    demandNoWords(args, 'stages');
    const { proposal, notes } = await proposeStages(args, columns, { ...stages, name });
    return deliver(context, { proposal, out, notes: [...notes, ...attributeNotes(columns, args)] });
  }
  const outcome = outcomeOf(args, columns);
  if (outcome !== null) {
    const { proposal, notes } = proposeOutcome(args, columns, { outcome, name });
    return deliver(context, { proposal, out, notes: [...notes, ...attributeNotes(columns, args)] });
  }
  demandNoWords(args, 'decisions of 0 and 1');
  const membership = await membershipOf(args, columns, context);
  const likely = new Set(membership.flatMap((each) => Object.values(each.columns)));
  const others = columns.filter((column) => !likely.has(column.name));
  const roles = checkRoles(guessRoles(others, givenRoles(args)), columns, membership);
  const frame = { name, roles, membership, ...favourableOf(args, roles, columns) };
  // A first policy without requirements serves only to count the groups.
  const draft = writePolicy({ ...frame, evidence: roles.attributes.map(({ name }) => noEvidence(name)) });
  const { policy } = parsePolicy(draft, { file: 'proposal' });
  const { tally } = await openFiles(args.positionals)
    .tally({ policy, policyDigest: '', scores: false }, progress.report)
    .finally(progress.done);
  const seen = roles.label === null ? null : guessSeenFor(tally, frame.favourable);
  const evidence = roles.attributes.map(({ name }) =>
    weighAttribute(tally, name, { favourable: frame.favourable, labelled: roles.label !== null, seen }),
  );
  const proposal = writePolicy({ ...frame, evidence, seen });
  parsePolicy(proposal, { file: 'proposal' });
  const cautions = evidence.flatMap(({ attribute, groups }) =>
    suspiciousValues(
      attribute,
      groups.map(({ value }) => value),
    ).map(({ message, remedy }) => `warning: ${message}. ${remedy}`),
  );
  return deliver(context, {
    proposal,
    out,
    notes: [...seenNotes(seen), ...cautions, ...attributeNotes(others, args)],
  });
}

/** What labels that only some people have mean, before anybody takes them for those of all. */
const seenNotes = (seen: SeenLabels | null): string[] =>
  seen === null
    ? []
    : [
        `note: ${percentText(seen.seen)} of people with the ${seen.seenFor} prediction have a label and ${percentText(seen.unseen)} of the others, so the policy says seenFor: ${seen.seenFor}: what needs the labels of the others is told within bounds; drop it where labels are only late`,
      ];

/** Columns that look like protected attributes and are not compared, so that nobody takes silence for absence. */
function attributeNotes(columns: readonly ColumnProfile[], args: ParsedArguments): string[] {
  const told = ['label', 'prediction', 'score', 'weight', 'list', 'position', ...OUTCOME_OPTIONS].map(
    (name) => text(args, name) ?? '',
  );
  const taken = new Set([...told, ...list(args, 'attribute')]);
  const proxies = columns.flatMap(({ name }) => {
    const proxy = taken.has(name) ? null : likelyProxy(name);
    return proxy === null
      ? []
      : [`note: "${name}" may stand for ${proxy.tells} (${proxy.source}): tribune audit data measures how well`];
  });
  if (list(args, 'attribute').length > 0) return proxies;
  const overlooked = overlookedAttributes(columns, taken).map(
    (column) =>
      `note: "${column}" looks like a protected attribute by its name, and makes no groups as it is (one value, codes, or too many values): group it in the data, or say --attribute`,
  );
  return [...overlooked, ...proxies];
}

interface Delivery {
  readonly proposal: string;
  readonly out: string | undefined;
  readonly notes: readonly string[];
}

/** Writes the proposal and says what a person should know of how it came about. */
async function deliver(context: CliContext, { proposal, out, notes }: Delivery): Promise<number> {
  if (out === undefined) context.out(proposal);
  else await writeFiles(dirname(out), { [basename(out)]: proposal });
  for (const note of notes) context.err(`${onOneLine(note)}\n`);
  context.err('Read every line; what carries "check" is a choice only you can make.\n');
  return EXIT.pass;
}

/** Refuses to overwrite a policy, because a person has read and owns it. */
async function demandFree(path: string): Promise<void> {
  const there = await access(path).then(
    () => true,
    () => false,
  );
  if (there) {
    throw new TribuneError('USAGE', `${path} is there already`, {
      remedy: 'Name another file for the proposal, and compare.',
      place: { file: path },
    });
  }
}

/** Names of prediction columns that tell that 1 is good for the person. */
const GOOD_NAMES = /^(approved|selected|hired|promoted|granted|accepted|admitted)$/i;
const BAD_NAMES = /^(flagged|denied|rejected|refused|declined|detained|arrest(ed)?)$/i;

/**
 * The prediction that is good for the person. A wrong one would reverse every rate, so it is given, or read from a name that tells it, and
 * never guessed.
 */
function favourableOf(
  args: ParsedArguments,
  { prediction, score, cutoff }: ColumnRoles,
  columns: readonly ColumnProfile[],
): Pick<ProposalOptions, 'favourable' | 'favourableFrom'> {
  const told = text(args, 'favourable');
  if (told === 'higher' || told === 'lower')
    throw new TribuneError('USAGE', `--favourable ${told} is about amounts and levels, and the decision is 0 or 1`, {
      remedy: 'Say --favourable 1 or 0, or name what is decided: --amount COLUMN, or --ordered COLUMN for levels.',
    });
  if (told !== undefined) return { favourable: told === '0' ? 0 : 1, favourableFrom: 'told' };
  if (prediction !== null && GOOD_NAMES.test(prediction.column)) return { favourable: 1, favourableFrom: 'name' };
  if (prediction !== null && BAD_NAMES.test(prediction.column)) return { favourable: 0, favourableFrom: 'name' };
  const positive =
    prediction?.positive?.join(', ') ??
    columns
      .find(({ name }) => name === prediction?.column)
      ?.values?.map(({ value }) => value)
      .find((value) => /^(1|true|1\.0)$/i.test(value)) ??
    '1';
  const one = prediction === null ? `${score} >= ${cutoff}` : `${prediction.column} = ${positive}`;
  throw new TribuneError('USAGE', 'which prediction is good for the person is not guessed', {
    remedy: `Say --favourable 1 if it is ${one}, --favourable 0 if it is the other one.`,
  });
}

function noEvidence(attribute: string): AttributeEvidence {
  const rates = [{ metric: 'favourable_rate', detectable: null, bound: 1 }] as const;
  return { attribute, groups: [], reference: null, insufficient: [], unknown: 0, rates, smallGroups: 'report' };
}

function checkRoles(
  roles: ColumnRoles,
  columns: readonly ColumnProfile[],
  membership: readonly MembershipGuess[],
): ColumnRoles {
  const names = columns.map((c) => c.name);
  const { prediction, score, cutoff, attributes } = roles;
  if (prediction === null && score === null) {
    const which = cutoff === null ? '--prediction COLUMN, or --score COLUMN --cutoff X' : '--score COLUMN';
    throw new TribuneError(
      'USAGE',
      `found ${cutoff === null ? 'neither a prediction nor a score' : 'no score for the cutoff'}`,
      {
        remedy: `Say which column it is: ${which}; where a decision is not 0 or 1: --amount, --ordered (levels) or --class COLUMN, a chain of --stage COLUMN, or --list and --position COLUMN of a ranking. The data has: ${names.join(', ')}.`,
      },
    );
  }
  if (prediction === null && cutoff === null) {
    throw new TribuneError('USAGE', `"${score}" is a score and there is no prediction: the cutoff is needed`, {
      remedy: 'Give --cutoff X (prediction = 1 if score >= X).',
    });
  }
  if (attributes.length === 0 && membership.length === 0) {
    throw new TribuneError('USAGE', 'found no column to compare people by', {
      remedy: `Say which: --attribute COLUMN. The data has: ${names.join(', ')}.`,
    });
  }
  return roles;
}

function policyName(path: string): string {
  const base = basename(path).split('.')[0] ?? '';
  const name = base
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
  return /^[a-z]/.test(name) ? name : 'policy';
}
