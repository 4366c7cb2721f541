import { agree, counted } from '../../../core/base/counted.js';
import { percentText } from '../../../core/base/percent-text.js';
import type { FlipRate } from '../../../core/explain/index.js';
import { levelText } from '../../../core/policy/sections/index.js';
import { printable } from '../terminal/error.js';
import type { Paint } from '../terminal/paint.js';
import { wrap } from '../terminal/verdict.js';

/** How many decisions change with the named inputs, in words. */
export function flipText(flip: FlipRate, paint: Paint, columns: number): string {
  const { inputs, rate, changed, wouldGain, wouldLose, alternatives, unknown } = flip;
  const [first = '', ...proxies] = inputs;
  const changes = proxies.length === 0 ? first : `${first} with ${proxies.join(', ')}`;
  const share = `${percentText(rate.estimate!)} (${levelText(rate.level)} interval ${percentText(rate.lower!)} to ${percentText(rate.upper!)})`;
  const lines = [
    `${changed} of ${counted(rate.n, 'person')} ${agree(changed, 'gets', 'get')} another decision when only ${changes} ${proxies.length === 0 ? 'changes' : 'change'}: ${share}.`,
    `${wouldGain} would gain by it, ${wouldLose} would lose; ${counted(alternatives, 'combination')} of values that others have ${agree(alternatives, 'was', 'were')} tried.`,
    ...(unknown === 0
      ? []
      : [
          `${counted(unknown, 'person')} without a value of ${first} ${agree(unknown, 'is', 'are')} in no group and not among them.`,
        ]),
  ];
  const body = lines.flatMap((line) => wrap(printable(line), Math.max(30, columns - 2))).map((line) => `  ${line}`);
  return `\n${paint('bold', 'decisions that change with the protected input alone (no part of the verdict)')}\n${body.join('\n')}\n`;
}
