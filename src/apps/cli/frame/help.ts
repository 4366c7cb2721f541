import type { CommandSpec, OptionSpec } from './spec.js';

const INDENT = 2;

/** Lines of two columns, the first as wide as its widest cell. */
function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `${' '.repeat(INDENT)}${left.padEnd(width)}   ${right}`);
}

function optionLabel(name: string, option: OptionSpec): string {
  const short = option.short ? `-${option.short}, ` : '';
  return `${short}--${name}${option.type === 'string' ? ` ${option.value ?? 'VALUE'}` : ''}`;
}

function optionHelp(option: OptionSpec): string {
  const choices = option.choices ? ` (${option.choices.join(' | ')})` : '';
  return `${option.help}${choices}${option.multiple ? ' (may be repeated)' : ''}`;
}

export function helpAll(commands: readonly CommandSpec[], version: string): string {
  return [
    `tribune ${version}: audit, gate and explain automated decisions about people`,
    '',
    'Commands',
    ...columns(commands.map((c) => [`tribune ${c.name}`, c.summary] as const)),
    '',
    'tribune COMMAND --help tells its options. Exit codes: 0 passed, 1 a blocking requirement failed, 2 wrong use or data,',
    '3 not enough evidence, 70 a fault of ours.',
    '',
  ].join('\n');
}

export function helpCommand(command: CommandSpec): string {
  const options = Object.entries(command.options).map(([n, o]) => [optionLabel(n, o), optionHelp(o)] as const);
  return [
    command.summary,
    '',
    'Usage',
    ...command.usage.map((u) => `  ${u}`),
    ...(options.length > 0 ? ['', 'Options', ...columns(options)] : []),
    ...(command.notes ? ['', ...command.notes] : []),
    '',
    'Examples',
    ...command.examples.map((e) => `  ${e}`),
    '',
  ].join('\n');
}
