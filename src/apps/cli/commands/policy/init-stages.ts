import { openFiles } from '../../../../adapters/dataset/index.js';
import { TribuneError } from '../../../../core/base/errors.js';
import { parsePolicy } from '../../../../core/policy/index.js';
import {
  type BinaryRole,
  type ColumnProfile,
  guessStages,
  toldStages,
  writeStagesPolicy,
} from '../../../../domain/policy-proposals/index.js';
import { list, type ParsedArguments, text } from '../../frame/spec.js';
import { demandColumns, rolesOf } from './init-outcome.js';

/** Options that name a decision of another kind. */
const OTHERS = ['prediction', 'score', 'cutoff', 'label', 'amount', 'ordered', 'class'] as const;

/** The stages of the decision, and whether they were told; null where it is something else. */
export interface FoundStages {
  readonly stages: readonly BinaryRole[];
  readonly told: boolean;
}

/**
 * The stages that were told, or the columns that look like them where nothing else was told.
 *
 * @throws TribuneError USAGE beside a decision of another kind, DATA_COLUMN_MISSING
 */
export function stagesFound(args: ParsedArguments, columns: readonly ColumnProfile[]): FoundStages | null {
  const told = list(args, 'stage');
  const other = OTHERS.find((name) => text(args, name) !== undefined);
  if (told.length > 0) {
    if (other !== undefined)
      throw new TribuneError('USAGE', `--stage and --${other} are both given: a decision is of one kind`, {
        remedy: 'Leave one of them out.',
      });
    demandColumns(columns, told);
    return { stages: toldStages(columns, told), told: true };
  }
  if (other !== undefined) return null;
  const stages = guessStages(columns, new Set([text(args, 'weight') ?? '', ...list(args, 'attribute')]));
  return stages === null ? null : { stages, told: false };
}

/**
 * The policy of stages. The data are read under it: columns that only look like stages are refused before anybody owns the policy.
 *
 * @throws TribuneError as an audit of the data under the proposal
 */
export async function proposeStages(
  args: ParsedArguments,
  columns: readonly ColumnProfile[],
  { stages, told, name }: FoundStages & { readonly name: string },
): Promise<{ readonly proposal: string; readonly notes: readonly string[] }> {
  const names = stages.map(({ column }) => column);
  const roles = rolesOf(
    args,
    columns,
    columns.filter((column) => names.includes(column.name)),
  );
  const proposal = writeStagesPolicy({ name, stages, roles });
  const { policy } = parsePolicy(proposal, { file: 'proposal' });
  await openFiles(args.positionals).outcome!({ policy, policyDigest: '' }).catch((error: unknown) => {
    throw told ? error : notNested(error, names);
  });
  return {
    proposal,
    notes: [
      `${names.map((column) => `"${column}"`).join(', ')} are taken as stages, in this order: ${told ? 'as told' : 'each is filled only for those who passed the one before'}`,
      `people are compared by ${roles.attributes.map((each) => `"${each.name}"`).join(', ')}: ${list(args, 'attribute').length > 0 ? 'as told' : 'by their names'}`,
    ],
  };
}

/** What to do about columns whose names and counts are those of stages, and whose rows are not. */
function notNested(error: unknown, names: readonly string[]): unknown {
  if (!(error instanceof TribuneError) || error.code !== 'DATA_VALUE_INVALID') return error;
  return new TribuneError('USAGE', `${names.join(', ')} look like stages, but ${error.message}`, {
    remedy: `Name them in their order: ${names.map((column) => `--stage ${column}`).join(' ')}; or --prediction COLUMN for the decision to audit.`,
  });
}
