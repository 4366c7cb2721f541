import { defined } from '../../../core/base/defined.js';
import {
  type ContextRequest,
  type ExplanationContext,
  type GivenModel,
  openContext,
} from '../../../domain/explanations/context/index.js';
import type { BindingOptions } from '../../../domain/explanations/table/index.js';
import type { CliContext } from '../frame/context.js';
import { flag, type ParsedArguments, text } from '../frame/spec.js';
import { fileTable } from './file-table.js';
import { bindServer, type OpenedModel, openModel } from './open-model.js';
import { nameList, wholeNumber } from './options.js';

/** How the columns of files become inputs, from the options of the command line. */
export function bindingOf(args: ParsedArguments, context: CliContext): BindingOptions {
  return {
    unseen: text(args, 'unseen') === 'model' ? 'model' : 'refuse',
    ...defined({ inputs: nameList(args, 'inputs') }),
    onByPlace: (table) =>
      context.err(`warning the model names no inputs: the columns of ${table} are taken in their order\n`),
  };
}

/** Opens the model and the files that the command line names. */
export async function openFiles(
  args: ParsedArguments,
  context: CliContext,
  { rowOnly = false }: { readonly rowOnly?: boolean } = {},
): Promise<ExplanationContext> {
  const [modelPath] = args.positionals as [string, string];
  const request = filesOf(args, context);
  const opened = await openModel(modelPath, args, context);
  return openContext({ model: givenModel(modelPath, opened, args, context), rowOnly, ...request });
}

/** The files that the command line names beside the model, and how they are read. */
export function filesOf(args: ParsedArguments, context: CliContext): Omit<ContextRequest, 'model' | 'rowOnly'> {
  const [, dataPath] = args.positionals as [string, string];
  const background = text(args, 'background');
  return {
    data: fileTable(dataPath),
    background: background === undefined ? undefined : fileTable(background),
    row: wholeNumber(args, 'row', 0),
    singleReference: flag(args, 'single-reference'),
    ...bindingOf(args, context),
  };
}

/** The model in the form in which explanations take it. */
export function givenModel(name: string, opened: OpenedModel, args: ParsedArguments, context: CliContext): GivenModel {
  if (opened.served === null) return { name, ...opened.file };
  const { served } = opened;
  return {
    name,
    unbound: {
      inputs: served.inputs,
      texts: [
        ...(served.description.features ?? []).filter((feature) => feature.categories).map((feature) => feature.name),
        ...(served.texts ?? []),
      ],
      ...defined({ digest: served.digest }),
      bind: (bound) => bindServer(served, bound, args, context),
    },
  };
}
