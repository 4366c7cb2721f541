import { basename } from 'node:path';
import { openFiles, profileColumns } from '../../../adapters/dataset/index.js';
import { TribuneError } from '../../../core/errors.js';
import { parsePolicy } from '../../../core/policy/index.js';
import {
  type AttributeEvidence,
  type ColumnProfile,
  type ColumnRoles,
  guessRoles,
  weighAttribute,
  writePolicy,
} from '../../../domain/audit/index.js';
import type { CliContext } from '../context.js';
import { writeFiles } from '../io.js';
import { type CommandSpec, EXIT, flag, list, type ParsedArguments, text } from '../spec.js';
import { progressTo } from '../terminal/progress.js';

export const policyInitCommand: CommandSpec = {
  name: 'policy init',
  summary: 'propose a policy from data: attributes, references, bounds the data could decide',
  usage: ['tribune policy init DATA... [--label C] [--prediction C] [--score C --cutoff X] [--attribute C]...'],
  positionals: { name: 'DATA', min: 1, max: 10_000 },
  options: {
    label: { type: 'string', value: 'COLUMN', help: 'the truth that became known (0 or 1)' },
    prediction: { type: 'string', value: 'COLUMN', help: 'what was decided (0 or 1)' },
    score: { type: 'string', value: 'COLUMN', help: 'the score of the model' },
    cutoff: { type: 'string', value: 'NUMBER', help: 'prediction = 1 if score >= cutoff; needed without a prediction' },
    weight: { type: 'string', value: 'COLUMN', help: 'how many people a line stands for (default: one)' },
    attribute: { type: 'string', value: 'COLUMN', multiple: true, help: 'compare people by this column' },
    favourable: {
      type: 'string',
      value: '0_OR_1',
      choices: ['0', '1'],
      help: 'the prediction that is good for the person',
    },
    out: { type: 'string', value: 'FILE', short: 'o', help: 'write the policy there instead of standard output' },
    quiet: { type: 'boolean', short: 'q', help: 'no progress' },
  },
  examples: [
    'tribune policy init decisions.csv > policy.yaml',
    'tribune policy init decisions.parquet --label repaid --prediction approved --attribute sex --attribute age_band --favourable 1',
  ],
  run: init,
};

async function init(args: ParsedArguments, context: CliContext): Promise<number> {
  const progress = progressTo(context, flag(args, 'quiet'));
  const columns = await profileColumns(args.positionals).finally(progress.done);
  const roles = checkRoles(guessRoles(columns, toldRoles(args)), columns);
  const cutoff = cutoffOf(args, roles);
  const favourableText = text(args, 'favourable');
  const favourable = favourableText === '0' ? 0 : 1;
  const name = policyName(args.positionals[0]!);
  // A first policy without requirements, only to count the groups.
  const draft = writePolicy({
    name,
    roles,
    cutoff,
    favourable,
    favourableTold: favourableText !== undefined,
    evidence: roles.attributes.map(noEvidence),
  });
  const { policy } = parsePolicy(draft, { file: 'proposal' });
  const { tally } = await openFiles(args.positionals)
    .tally({ policy, policyDigest: '', scores: false }, progress.report)
    .finally(progress.done);
  const evidence = roles.attributes.map((attribute) =>
    weighAttribute(tally, attribute, { favourable, labelled: roles.label !== null }),
  );
  const proposal = writePolicy({
    name,
    roles,
    cutoff,
    favourable,
    favourableTold: favourableText !== undefined,
    evidence,
  });
  parsePolicy(proposal, { file: 'proposal' });
  const out = text(args, 'out');
  if (out === undefined) context.out(proposal);
  else await writeFiles('.', { [out]: proposal });
  context.err('Read every line; what carries "check" is a choice only you can make.\n');
  return EXIT.pass;
}

function noEvidence(attribute: string): AttributeEvidence {
  const rates = [{ metric: 'favourable_rate', detectable: null, bound: 1 }] as const;
  return { attribute, groups: [], reference: null, insufficient: [], unknown: 0, rates, smallGroups: 'report' };
}

function toldRoles(args: ParsedArguments): Partial<ColumnRoles> {
  const told = {
    label: text(args, 'label'),
    prediction: text(args, 'prediction'),
    score: text(args, 'score'),
    weight: text(args, 'weight'),
  };
  return {
    ...Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined)),
    ...(list(args, 'attribute').length > 0 ? { attributes: list(args, 'attribute') } : {}),
  };
}

function checkRoles(roles: ColumnRoles, columns: readonly ColumnProfile[]): ColumnRoles {
  const names = columns.map((c) => c.name);
  for (const name of [roles.label, roles.prediction, roles.score, roles.weight, ...roles.attributes]) {
    if (name !== null && !names.includes(name)) {
      throw new TribuneError('DATA_COLUMN_MISSING', `no column "${name}"`, {
        remedy: `The data has: ${names.join(', ')}.`,
      });
    }
  }
  if (roles.prediction === null && roles.score === null) {
    throw new TribuneError('USAGE', 'found neither a prediction nor a score', {
      remedy: `Say which column it is: --prediction COLUMN, or --score COLUMN --cutoff X. The data has: ${names.join(', ')}.`,
    });
  }
  if (roles.attributes.length === 0) {
    throw new TribuneError('USAGE', 'found no column to compare people by', {
      remedy: `Say which: --attribute COLUMN. The data has: ${names.join(', ')}.`,
    });
  }
  return roles;
}

function cutoffOf(args: ParsedArguments, roles: ColumnRoles): number | null {
  const given = text(args, 'cutoff');
  if (given !== undefined) {
    const value = Number(given);
    if (given.trim() === '' || !Number.isFinite(value))
      throw new TribuneError('USAGE', `--cutoff ${given}: not a number`);
    return value;
  }
  if (roles.prediction === null) {
    throw new TribuneError('USAGE', `"${roles.score}" is a score and there is no prediction: the cutoff is needed`, {
      remedy: 'Give --cutoff X (prediction = 1 if score >= X).',
    });
  }
  return null;
}

function policyName(path: string): string {
  const base = basename(path).split('.')[0] ?? '';
  const name = base
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
  return /^[a-z]/.test(name) ? name : 'policy';
}
