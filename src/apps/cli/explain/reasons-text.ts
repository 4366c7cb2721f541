import { counted } from '../../../core/base/counted.js';
import { formatBeside, formatValue } from '../../../core/charts/index.js';
import { type ReasonResult, shownOnFile } from '../../../core/explain/index.js';
import { shownCell } from '../../../domain/explanations/table/index.js';
import { onOneLine } from '../terminal/error.js';
import type { Paint } from '../terminal/paint.js';
import { wrap } from '../terminal/verdict.js';

const AT_CUTOFF = "at the cutoff within the model's arithmetic: the program that made the model may decide otherwise";
const DECIMALS = 4;
const INDENT = 3;

const HEADS: Readonly<Record<ReasonResult['status'], string>> = {
  ready: 'reasons may go out',
  blocked: 'BLOCKED: no notice may go out',
  'not adverse': 'not adverse: no reasons are due',
  undefined: 'no reasons can be given',
};

/** Readable reasons for the terminal: what a letter would say, and how sure it is. */
export function reasonsText(result: ReasonResult, paint: Paint, columns: number): string {
  const { decision } = result;
  const side = decision.accept === 'above' ? '>=' : '<';
  const colour = result.status === 'blocked' ? 'red' : result.status === 'undefined' ? 'yellow' : 'green';
  const lines = [
    `${paint('bold', `row ${result.index}`)}  ${decision.scale} score ${formatBeside(result.score, decision.cutoff, DECIMALS)}, accepted ${side} ${decision.cutoff}`,
    paint(colour, HEADS[result.status]),
    ...(result.atCutoff ? [paint('yellow', AT_CUTOFF)] : []),
    ...(result.why === null ? [] : [onOneLine(result.why)]),
  ];
  result.reasons.forEach((reason, i) => {
    const [first = '', ...more] = wrap(onOneLine(reason.sentence), columns - INDENT);
    lines.push('', `${i + 1}. ${first}`, ...more.map((line) => `${' '.repeat(INDENT)}${line}`));
    const values = reason.values
      .map((value) => {
        const own = shownOnFile(value);
        return `${value.label}: ${own === null ? 'missing' : shownCell(own)}${value.unit === null ? '' : ` ${value.unit}`}`;
      })
      .join('; ');
    const share = reason.share === null ? 'hard rule' : `${formatValue(reason.share, 'share')} of the shortfall`;
    lines.push(paint('dim', onOneLine(`${' '.repeat(INDENT)}${reason.code}, ${share}${values ? `; ${values}` : ''}`)));
  });
  const record = result.record;
  if (record !== null) {
    const { baseline, stability } = record;
    lines.push(
      '',
      paint(
        'dim',
        `compared with ${counted(baseline.indices.length, 'person')} (${baseline.policy}); texts ${record.textSet}`,
      ),
    );
    if (record.fallback !== null) {
      const why = `not against ${record.fallback.from}: ${record.fallback.why}`;
      lines.push(...wrap(onOneLine(why), columns).map((line) => paint('yellow', line)));
    }
    if (stability !== null) lines.push(paint('dim', stabilityText(stability)));
  }
  return `${lines.join('\n')}\n`;
}

function stabilityText(stability: NonNullable<NonNullable<ReasonResult['record']>['stability']>): string {
  return `${stability.status}: the same reasons in ${formatValue(stability.sameSet, 'share')} of ${stability.resamples} resampled baselines (seed ${stability.seed})`;
}
